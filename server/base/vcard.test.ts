import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readVcards } from "./vcard.ts";

const card = (...lines: string[]) => ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD"].join("\r\n");

describe("vCards", () => {
  test("all that a card of WhatsApp says", () => {
    const source = card(
      "N:Uno;Beto;;Dr.;",
      "FN:Beto Uno",
      "item1.TEL;type=CELL;waid=15550100002:+1 555 010 0002",
      "TEL;TYPE=work,voice:+1 555 010 0003",
      "EMAIL;type=INTERNET;type=WORK:beto@example.com",
      "ORG:Uno\\, Dos y Cia;Ventas",
      "TITLE:Director",
      "ADR;type=HOME:;;Av. 9 de Julio 1;Buenos Aires;CABA;C1043;Argentina",
      "URL:https://example.com/a:b",
      "BDAY:19900131",
      "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
    );
    expect(readVcards(source)).toEqual([
      {
        name: { formatted_name: "Beto Uno" },
        phones: [
          { phone: "+1 555 010 0002", type: "CELL", wa_id: "15550100002" },
          { phone: "+1 555 010 0003", type: "WORK" },
        ],
        emails: [{ email: "beto@example.com", type: "WORK" }],
        org: { company: "Uno, Dos y Cia", department: "Ventas", title: "Director" },
        addresses: [
          {
            street: "Av. 9 de Julio 1",
            city: "Buenos Aires",
            state: "CABA",
            zip: "C1043",
            country: "Argentina",
            type: "HOME",
          },
        ],
        urls: [{ url: "https://example.com/a:b" }],
        birthday: "1990-01-31",
      },
    ]);
  });

  test("version 4: links for numbers, quoted parameters, folded lines", () => {
    const source = card(
      "FN:Maria",
      " \u0020da Silva",
      'TEL;VALUE=uri;TYPE="cell,home":tel:+55-11-5555-0100',
      'ADR;LABEL="Rua 1: fundos":;;Rua 1;São Paulo;;;',
    );
    expect(readVcards(source)).toMatchObject([
      {
        name: { formatted_name: "Maria da Silva" },
        phones: [{ phone: "+55-11-5555-0100", type: "CELL" }],
        addresses: [{ street: "Rua 1", city: "São Paulo" }],
      },
    ]);
  });

  test("version 2.1: quoted-printable over two lines, bare types", () => {
    const source = card(
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=",
      "=20M=C3=BCller",
      "TEL;CELL:+49 30 1",
    );
    expect(readVcards(source)).toMatchObject([
      { name: { formatted_name: "Jürgen Müller" }, phones: [{ phone: "+49 30 1", type: "CELL" }] },
    ]);
  });

  test("the parts of a name, where there is no whole one", () => {
    expect(readVcards(card("N:Uno;Beto;;Dr.;"))).toMatchObject([{ name: { formatted_name: "Dr. Beto Uno" } }]);
  });

  test("several cards", () => {
    expect(readVcards(`${card("FN:A")}\n${card("FN:B")}`).map(({ name }) => name.formatted_name)).toEqual(["A", "B"]);
  });

  test("what is no card gives none", () => {
    expect(readVcards("FN:Nobody")).toEqual([]);
    expect(readVcards("")).toEqual([]);
  });
});

describe("hostile cards", () => {
  test("any text is read, into bounded values", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom("BEGIN:VCARD", "END:VCARD", "TEL:1", "ADR:;;;", "N:;\\", "FN:\\"),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { name, phones } of readVcards(lines.join("\n"))) {
          expect(name.formatted_name?.length ?? 0).toBeLessThanOrEqual(500);
          expect(phones.length).toBeLessThanOrEqual(50);
        }
      }),
    );
  });

  test("very many numbers, cards and folded lines do no harm", () => {
    expect(readVcards(card(...Array.from({ length: 20_000 }, () => "TEL:1")))[0]?.phones).toHaveLength(50);
    expect(readVcards(Array.from({ length: 5_000 }, () => card("FN:A")).join("\n"))).toHaveLength(100);
    const [folded] = readVcards(card(`FN:a${"\n b".repeat(200_000)}`));
    expect(folded?.name.formatted_name).toHaveLength(500);
    expect(readVcards(card(`N:${";".repeat(500_000)}`, `ADR:${"\\".repeat(499_999)}`))).toHaveLength(1);
  });
});
