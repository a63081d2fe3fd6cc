// What drivers write in each language: every command in several ways, with slips, and sentences that are no commands. What the catalogues tell to type
// and the titles of buttons are commands too.
import { describe, expect, test } from "vitest";
import { type Language, languages } from "../../../contract/skill.ts";
import { messagesIn } from "../../texts/catalogue.ts";
import { correctedCommand } from "./near.ts";
import { type Intent, languagesOfText, parse } from "./parse.ts";

/** An intent in short: `book a1`, `book a1 later`, `slots at nord`. */
function shortly(said: Intent | null): string {
  // A booking of who knows what is only one when a spot has that name.
  if (said === null || said.kind === "words" || (said.kind === "book" && !said.sure)) return "nothing";
  if (said.kind === "book") {
    const { spot, lot, when } = said;
    const name = (when ? when.spot?.plain : spot.plain) ?? "";
    return `book ${name}${lot ? ` at ${lot.plain}` : ""} ${when?.kind ?? ""}`.replace(/ +/g, " ").trim();
  }
  if ("lot" in said) return said.lot ? `${said.kind} at ${said.lot.plain}` : said.kind;
  return "spot" in said && said.spot ? `${said.kind} ${said.spot.plain}` : said.kind;
}

/** By command: ways to write it, separated by commas. `nothing`: sentences that are no commands. */
type Ways = Record<string, string>;

const ways: Record<Exclude<Language, "en">, Ways> = {
  es: {
    slots:
      "plazas, Plazas libres, ¿Qué plazas hay libres?, ¿Hay plazas libres?, hay lugar, ¿Dónde puedo aparcar?, hola quiero ver las plazas libres por favor",
    "slots at norte":
      "plazas en norte, ¿Hay plazas libres en Norte?, lugares en norte, plazas norte, sitios libres en norte",
    "book a1":
      "reservar A1, reserva A1, quiero reservar la plaza A1, ¿Puedo reservar A1 por favor?, resérvame A1, quiero A1",
    "book a 1": "Reservar plaza A 1, reservar a 1",
    "book a": "reservar A, reserva la plaza A, reservar a por favor, quiero reservar A, resérvame la A",
    "book a1 later":
      "reservar A1 mañana, reservar A1 para mañana a las 5, quiero reservar A1 el lunes, reserva A1 a las 17:30, reservar A1 el 3 de mayo, reservar A1 dentro de 2 horas",
    "book a1 length": "reservar A1 por 2 horas, reservar A1 una hora, reserva A1 para 30 minutos",
    book: "reservar, quiero reservar una plaza, reservar una plaza por favor, hacer una reserva, ¿puedo reservar?",
    "book a1 at norte": "reservar A1 en Norte, reserva la plaza A1 en Norte",
    cancel:
      "cancelar, cancela, quiero cancelar mi reserva, anular la reserva, ¿Puedo cancelar?, cancelar la reserva por favor",
    status:
      "estado, mi reserva, ¿Cuál es mi plaza?, ¿Cuánto llevo?, ver mi reserva, quiero ver el estado de mi reserva",
    balance: "saldo, mi saldo, ¿Cuánto saldo tengo?, ver saldo, ¿Cuál es mi saldo?, quiero ver mi saldo",
    history: "historial, mis reservas, últimas reservas, ver mis últimas reservas, mis recibos, ver historial",
    extend: "ampliar, extender, necesito más tiempo, quiero ampliar mi reserva, ¿Puedo ampliar la reserva?, más tiempo",
    wait: "esperar, quiero esperar, lista de espera, ponme en la lista de espera, espero una plaza",
    stop_waiting: "dejar de esperar, ya no espero, salir de la lista de espera, no espero más, ya no quiero esperar",
    parked: "estacionado, he aparcado, ya llegué, estoy aquí, ya estacioné, LLEGUE",
    left: "me fui, ya me fui, ya salí, me he ido, ya me marché",
    leaving: "me voy, he terminado, ¿cómo pago?, salgo, pagar",
    not_me: "no es mi coche, no es mío, no soy yo, ese no es mi coche, no es mi carro",
    yes: "sí, si, Sí!, claro, por supuesto, dale",
    no: "no, no gracias, mejor no, no quiero, ahora no",
    nothing:
      "¿Cuánto cuesta la reserva?, Quiero hablar del saldo de mi amigo Juan, Perdí mi cartera en el coche, ¿A qué hora abren mañana?, La reserva del hotel fue muy cara, No quiero reservar A1, Gracias por todo",
  },
  pt_BR: {
    slots:
      "vagas, Vagas livres, Quais vagas estão livres?, Tem vaga livre?, Onde posso estacionar?, oi quero ver as vagas livres",
    "slots at norte":
      "vagas em norte, Tem vagas livres no Norte?, vagas livres em Norte, vagas norte, lugares em norte",
    "book a1":
      "reservar A1, reserva A1, quero reservar a vaga A1, Posso reservar A1 por favor?, reserve a vaga A1, quero A1",
    "book a": "reservar A, reservar a vaga A, quero reservar A, reserve A, reserva A por favor",
    "book a1 later":
      "reservar A1 amanhã, reservar A1 para amanhã às 5, quero reservar A1 na segunda, reserve A1 às 17h, reservar A1 dia 3 de maio, reservar A1 daqui 2 horas",
    "book a1 length": "reservar A1 por 2 horas, reservar A1 uma hora, reserva A1 por 30 minutos",
    book: "reservar, quero reservar uma vaga, fazer uma reserva, quero uma vaga, posso reservar a vaga?",
    "book a1 at norte": "reservar A1 em Norte, reserve a vaga A1 no Norte",
    cancel: "cancelar, cancela, quero cancelar minha reserva, cancelar a reserva, posso cancelar?, cancele por favor",
    status: "situação, status, minha reserva, Qual é minha vaga?, quero ver minha reserva, Onde está meu carro?",
    balance: "saldo, meu saldo, Qual é o meu saldo?, quanto tenho de saldo, ver saldo, quero ver meu saldo",
    history: "histórico, minhas reservas, últimas reservas, ver meu histórico, meus recibos, historico",
    extend: "prorrogar, estender, preciso de mais tempo, quero prorrogar minha reserva, mais tempo, posso estender?",
    wait: "esperar, quero esperar, fila de espera, entrar na fila, espero uma vaga",
    stop_waiting: "parar de esperar, não quero mais esperar, sair da fila, não espero mais, sair da lista",
    parked: "estacionei, cheguei, já cheguei, estou aqui, já estacionei, acabei de estacionar",
    left: "saí, já saí, fui embora, ja sai, já fui embora",
    leaving: "estou saindo, vou embora, terminei, como pago?, acabei",
    not_me: "não é meu carro, não é meu, não sou eu, nao e meu carro, esse carro não é meu",
    yes: "sim, Sim!, claro, pode, isso, confirmo",
    no: "não, nao, não obrigado, melhor não, agora não",
    nothing:
      "Quanto custa a reserva?, Perdi minha carteira no carro, A que horas vocês abrem amanhã?, A reserva do hotel foi muito cara, Não quero reservar A1, Meu amigo mandou um abraço, Obrigado por tudo",
  },
  de: {
    slots:
      "Plätze, freie Plätze, Was ist frei?, plaetze, Platze, Welche Parkplätze sind noch frei?, Wo kann ich parken?, Gibt es freie Parkplätze?",
    "slots at nord":
      "Plätze bei Nord, freie Plätze in Nord, Parkplätze Nord, Gibt es freie Plätze bei Nord?, Plätze Nord",
    "book a1":
      "buchen A1, A1 buchen, Ich möchte A1 buchen, Kann ich bitte Platz A1 reservieren?, reserviere A1, buche mir A1, A1 reservieren bitte",
    "book a": "buchen A, A buchen, Platz A buchen, ich möchte A buchen, buche A bitte",
    "book a1 later":
      "A1 morgen buchen, A1 für morgen um 17 Uhr buchen, buche A1 am Montag, reserviere A1 um 17:30, A1 am 3. Mai buchen, A1 in 2 Stunden buchen",
    "book a1 length": "A1 für 2 Stunden buchen, buche A1 eine Stunde, A1 für 30 Minuten reservieren",
    book: "buchen, ich möchte einen Platz buchen, Platz buchen, reservieren, Parkplatz buchen bitte",
    "book a1 at nord": "buchen A1 bei Nord, A1 bei Nord buchen",
    cancel:
      "stornieren, Buchung stornieren, Ich möchte meine Buchung stornieren, absagen, storno, bitte storniere meine Buchung",
    status: "Status, meine Buchung, Wo steht mein Auto?, Was kostet es bisher?, zeig mir meine Buchung, mein Platz",
    balance:
      "Guthaben, mein Guthaben, Wie viel Guthaben habe ich?, Kontostand, Wie hoch ist mein Guthaben?, zeig mein Guthaben",
    history: "Verlauf, meine Buchungen, letzte Buchungen, zeig meine letzten Buchungen, Quittungen, meine Quittungen",
    extend:
      "verlängern, verlaengern, verlangern, ich brauche mehr Zeit, Buchung verlängern, Kann ich verlängern?, länger",
    wait: "warten, ich warte, Warteliste, auf die Warteliste, setz mich auf die Warteliste",
    stop_waiting:
      "nicht mehr warten, ich warte nicht mehr, Warteliste verlassen, von der Warteliste, will nicht mehr warten",
    parked: "geparkt, ich bin da, bin da, habe geparkt, ich stehe, angekommen",
    left: "weg, bin weg, ich bin weggefahren, losgefahren, bin schon weg",
    leaving: "fertig, ich bin fertig, ich fahre los, Wie bezahle ich?, beenden",
    not_me: "nicht mein Auto, das ist nicht mein Auto, nicht meins, das bin ich nicht, ist nicht mein auto",
    yes: "ja, Ja!, klar, jo, gerne, sicher",
    no: "nein, nein danke, nee, lieber nicht, nö",
    nothing:
      "Was kostet die Buchung?, Ich habe meinen Schlüssel verloren, Wann macht ihr morgen auf?, Die Hotelbuchung war teuer, Ich möchte A1 nicht buchen, Mein Buch liegt im Auto, Danke für alles",
  },
  fr: {
    slots:
      "places, Places libres, Quelles places sont libres ?, Y a-t-il des places ?, Où puis-je me garer ?, bonjour je voudrais voir les places libres svp",
    "slots at nord":
      "places à Nord, places libres à Nord, places nord, Y a-t-il des places libres à Nord ?, places dans Nord",
    "book a1":
      "réserver A1, reserver a1, Je voudrais réserver la place A1, Puis-je réserver A1 s'il vous plaît ?, réserve A1, réservez-moi A1",
    "book a": "réserver A, réserver la place A, je veux réserver A, réserve A svp, reserver a",
    "book a1 later":
      "réserver A1 demain, réserver A1 pour demain à 17h, je voudrais réserver A1 lundi, réserver A1 à 17h30, réserver A1 le 3 mai, réserver A1 dans 2 heures",
    "book a1 length": "réserver A1 pour 2 heures, réserver A1 une heure, réserve A1 pour 30 minutes",
    book: "réserver, je voudrais réserver une place, réserver une place, faire une réservation, je veux réserver",
    "book a1 at nord": "réserver A1 à Nord, réserver la place A1 à Nord",
    cancel:
      "annuler, annule, je voudrais annuler ma réservation, annuler la réservation, puis-je annuler ?, annulez ma réservation svp",
    status: "statut, ma réservation, Quelle est ma place ?, Où est ma voiture ?, voir ma réservation, ma place",
    balance: "solde, mon solde, Quel est mon solde ?, voir mon solde, combien il me reste, je voudrais voir mon solde",
    history:
      "historique, mes réservations, dernières réservations, voir mes dernières réservations, mes reçus, voir mon historique",
    extend:
      "prolonger, prolonge, il me faut plus de temps, je voudrais prolonger ma réservation, puis-je prolonger ?, plus de temps",
    wait: "attendre, j'attends, liste d'attente, mettez-moi sur la liste, je veux attendre",
    stop_waiting:
      "ne plus attendre, je n'attends plus, quitter la liste, quitter la liste d'attente, je ne veux plus attendre",
    parked: "garé, gare, je suis garé, je suis là, je suis arrivée, stationné",
    left: "parti, je suis parti, déjà parti, je suis partie, je suis sorti",
    leaving: "je pars, j'ai fini, terminé, comment payer ?, je m'en vais",
    not_me: "pas ma voiture, ce n'est pas ma voiture, c'est pas ma voiture, pas moi, pas la mienne",
    yes: "oui, Oui !, d'accord, bien sûr, ouais, je confirme",
    no: "non, non merci, nan, pas maintenant, laisse tomber",
    nothing:
      "Combien coûte la réservation ?, J'ai perdu mes clés, À quelle heure ouvrez-vous demain ?, La réservation de l'hôtel était chère, Je ne veux pas réserver A1, Mon ami vous salue, Merci pour tout",
  },
  hi: {
    slots: "जगह, खाली जगह, कोई जगह खाली है क्या?, jagah, koi jagah khali hai kya, parking hai kya, पार्किंग है क्या",
    "slots at north": "north me jagah hai, North में जगह, jagah north",
    "book a1":
      "बुक A1, A1 बुक करो, book karo A1, A1 book kar do, मुझे A1 बुक करना है, कृपया जगह A1 बुक कर दीजिए, mujhe A1 book karna hai, बुक A१",
    "book a": "बुक A, A बुक करो, book karo A, jagah A book karo, A book kar do",
    "book a1 later": "A1 कल बुक करो, A1 kal book karo, A1 शाम 5 बजे बुक करो, A1 5 baje book karo, A1 सोमवार को बुक करो",
    "book a1 length": "A1 2 घंटे के लिए बुक करो, A1 ek ghante ke liye book karo, A1 30 मिनट के लिए बुक करें",
    book: "बुक करो, बुकिंग करनी है, book karna hai, jagah chahiye, एक जगह बुक करो",
    cancel:
      "रद्द, रद्द करो, मेरी बुकिंग रद्द कर दो, cancel karo, booking cancel kar do, meri booking cancel karni hai, कैंसिल करो",
    status: "स्थिति, मेरी बुकिंग, meri booking, meri gaadi kahan hai, status batao, स्टेटस बताओ",
    balance: "बैलेंस, मेरा बैलेंस कितना है, kitna balance hai, balance batao, mera balance kya hai, बैलेंस दिखाओ",
    history: "इतिहास, मेरी पिछली बुकिंग, pichli booking dikhao, raseed, meri purani booking, पिछली बुकिंग दिखाओ",
    extend: "बढ़ाएँ, बढ़ाओ, और समय चाहिए, time badha do, booking extend karo, बुकिंग बढ़ा दो",
    wait: "इंतज़ार, इंतजार, intezar, waiting list me dalo, मैं इंतज़ार करूँगा",
    stop_waiting: "इंतज़ार बंद, intezar band karo, waiting hatao, list se hatao, इंतजार बंद करो",
    parked: "पार्क किया, गाड़ी लगा दी, park kar diya, pahunch gaya, aa gaya, पहुँच गया",
    left: "निकल गया, nikal gaya, चला गया, chala gaya, gaadi nikal li, मैं निकल गया",
    leaving: "जा रहा हूँ, ja raha hu, खत्म, ho gaya, nikal raha hu",
    not_me: "मेरी गाड़ी नहीं, meri gaadi nahi hai, मेरी नहीं, ye meri gaadi nahi hai, यह मेरी गाड़ी नहीं है",
    yes: "हाँ, हां, haan, जी हाँ, theek hai, ठीक है",
    no: "नहीं, नही, nahi, ना, rehne do, रहने दो",
    nothing:
      "बुकिंग का रेट क्या है?, मेरी चाबी खो गई, आप कल कब खोलते हैं?, होटल की बुकिंग महंगी थी, मुझे A1 बुक नहीं करना है, mera dost kal aayega, सब कुछ बढ़िया था",
  },
  ar: {
    slots: "المواقف, مواقف, هل يوجد موقف شاغر؟, المواقف الفاضية, وين اوقف, أريد موقف فاضي لو سمحت",
    "slots at شمال": "المواقف في الشمال, مواقف شاغرة في الشمال, هل يوجد موقف في الشمال؟",
    "book a1": "حجز A1, احجز A1, أريد حجز الموقف A1, احجز لي A1 من فضلك, ابغى احجز A1, ممكن احجز موقف A1؟, احجز A١",
    "book a": "حجز A, احجز A, أريد حجز الموقف A, احجز لي A, احجز موقف A",
    "book a1 later":
      "احجز A1 غدا, احجز A1 بكرة, احجز A1 الساعة 5, حجز A1 يوم الاثنين, احجز A1 بعد ساعتين, احجز A1 غدًا مساءً",
    "book a1 length": "احجز A1 لمدة 2 ساعة, احجز A1 مدة 30 دقيقة",
    book: "احجز, حجز, أريد حجز موقف, احجز لي موقف, ابغى احجز",
    "book a1 at شمال": "حجز A1 في الشمال, احجز الموقف A1 في الشمال",
    cancel: "إلغاء, الغاء, إلغاء الحجز, أريد إلغاء حجزي, الغي الحجز لو سمحت, كنسل",
    status: "الحالة, حالة الحجز, حجزي, وين سيارتي, أرني حجزي, موقفي",
    balance: "الرصيد, رصيدي, كم رصيدي؟, كم الرصيد, أريد رصيدي, رَصِيدِي",
    history: "السجل, سجل, حجوزاتي, حجوزاتي السابقة, أرني السجل, الإيصالات",
    extend: "تمديد, تمديد الحجز, مدد الحجز, أريد تمديد حجزي, أحتاج وقت أطول, وقت إضافي",
    wait: "انتظار, انتظر, قائمة الانتظار, أنتظر, ضعني في قائمة الانتظار",
    stop_waiting: "إيقاف الانتظار, لا أريد الانتظار, الخروج من قائمة الانتظار, لا أنتظر, ما ابغى انتظر",
    parked: "وصلت, أنا وصلت, أنا هنا, ركنت السيارة, وقفت, أوقفت سيارتي",
    left: "غادرت, أنا غادرت, خرجت, طلعت, لقد غادرت, مشيت",
    leaving: "انتهيت, سأغادر, كيف أدفع؟, خلصت, إنهاء",
    not_me: "ليست سيارتي, هذه ليست سيارتي, مو سيارتي, مش سيارتي, ليست لي",
    yes: "نعم, ايوه, أكيد, موافق, طيب",
    no: "لا, لا شكرًا, كلا, لا أريد, ليس الآن",
    nothing:
      "كم سعر الحجز؟, فقدت مفاتيحي في السيارة, متى تفتحون غدا؟, كان حجز الفندق غاليا, لا أريد حجز A1, صديقي يسلم عليكم, شكرا على كل شيء",
  },
};

const cases = Object.entries(ways).flatMap(([language, commands]) =>
  Object.entries(commands).flatMap(([meant, list]) =>
    list.split(", ").map((text): [Exclude<Language, "en">, string, string] => [language as never, text, meant]),
  ),
);

test.each(cases)("%s: %j means %s", (language, text, meant) => {
  expect(shortly(parse(text, null, language))).toBe(meant);
});

describe("while the language is not known", () => {
  const ambiguous = new Set(["yes", "no"]);
  test.each(cases.filter(([, , meant]) => !ambiguous.has(meant)))(
    "%s: %j means the same: %s",
    (language, text, meant) => {
      expect(shortly(parse(text, null))).toBe(meant);
      if (meant !== "nothing") expect(languagesOfText(text)).toContain(language);
    },
  );
});

/** With a slip, and the command that is meant. */
const slips: Record<Exclude<Language, "en">, readonly [string, string][]> = {
  es: [
    ["reserbar A1", "book a1"],
    ["cancelr", "cancel"],
    ["salddo", "balance"],
    ["histroial", "history"],
  ],
  pt_BR: [
    ["reservra A1", "book a1"],
    ["cancelr", "cancel"],
    ["historco", "history"],
    ["proorrogar", "extend"],
  ],
  de: [
    ["A1 reservirn", "book a1"],
    ["stornirn", "cancel"],
    ["guthabn", "balance"],
    ["verlengern", "extend"],
  ],
  fr: [
    ["reservr A1", "book a1"],
    ["anuler", "cancel"],
    ["historiqe", "history"],
    ["prolonjer", "extend"],
  ],
  hi: [
    ["cancle karo", "cancel"],
    ["balanse", "balance"],
    ["बैलंस", "balance"],
    ["इतिहस", "history"],
  ],
  ar: [
    ["احجر A1", "book a1"],
    ["الرصيدد", "balance"],
    ["تمديدد", "extend"],
    ["المواقق", "slots"],
  ],
};

test.each(
  Object.entries(slips).flatMap(([language, list]) => list.map((one) => [language as Language, ...one] as const)),
)("%s: %j is nearly %s", (language, text, meant) => {
  const read = parse(text, null, language);
  if (read?.kind !== "words") throw new Error(`${text} is ${shortly(read)}`);
  expect(shortly(parse(correctedCommand(read.words.plain, language), null, language))).toBe(meant);
});

test("sentences that are no commands are not nearly one either", () => {
  const near = cases.flatMap(([language, text, meant]) => {
    const read = meant === "nothing" ? parse(text, null, language) : null;
    return read?.kind === "words" ? [[text, correctedCommand(read.words.plain, language)]] : [];
  });
  expect(near.filter(([, command]) => command !== null)).toEqual([]);
});

test.each(languages)(
  "%s: what the titles of buttons say is understood, wherever choices are written out",
  (language) => {
    const { titles, typed } = messagesIn(language);
    const meant: [string, string][] = [
      [titles.slots, "slots"],
      [titles.status, "status"],
      [titles.extend, "extend"],
      [titles.cancel, "cancel"],
      [titles.left, "left"],
      [titles.notMine, "not_me"],
      [titles.balance, "balance"],
      [titles.history, "history"],
      [titles.yes, "yes"],
      [titles.yesCancel, "yes"],
      [titles.noKeep, "no"],
      [titles.noThanks, "no"],
      [titles.stopWaiting, "stop_waiting"],
      [titles.waitForSpot, "wait"],
      [titles.book("A12"), "book a12"],
      [typed.book("A12"), "book a12"],
      [typed.wait, "wait"],
      [typed.waitFor("Nord"), "wait at nord"],
      [typed.bookAt("A12", "Market Square"), "book a12 at market square"],
    ];
    for (const [text, intent] of meant.filter(([text]) => language !== "en" || text !== titles.yesCancel))
      expect([text, shortly(parse(text, null, language))]).toEqual([text, intent]);
  },
);
