// What people write to the bot in German. Data only.
import type { Words } from "./words-shape.ts";

export const words: Words = {
  names: "Deutsch, german, auf deutsch, deutsch bitte, alemán, alemão, allemand",
  choose: "sprache, sprachen, sprache ändern, sprache wechseln, andere sprache",
  greetings: "hallo, moin, moin moin, servus, guten morgen, guten tag, guten abend, grüß gott, grüezi, hallöchen, na",
  closings:
    "danke, danke schön, dankeschön, vielen dank, danke dir, super, alles klar, passt, tschüss, ciao, bis dann, perfekt, prima",
  person:
    "mensch, einen menschen, mitarbeiter, einen mitarbeiter, mit einem menschen sprechen, mit jemandem sprechen, ich möchte mit einem menschen sprechen, ich möchte mit jemandem sprechen, mit einem mitarbeiter sprechen, kundenservice, echter mensch, support",
  menu: "menü, menue, das menü, befehle, optionen",
  help: "hilfe, hilf mir, ich brauche hilfe, wie geht das, wie funktioniert das",
  politeness:
    "bitte, bitte schön, hallo, moin, hi, guten morgen, guten tag, guten abend, danke, danke schön, vielen dank, entschuldigung, mal",
  telling:
    "der die das den dem des ein eine einen einem und oder aber weil wenn wo wie ist sind bin habe hat haben ich du wir ihr mein meine dein deine nicht kein keine auf mit für von zu zum zur auch noch schon heute gestern morgen möchte kann will brauche bitte danke hallo sehr immer jetzt hier dort warum wann welche kostet",
  parking: {
    phrases: {
      slots:
        "plätze, platz, frei, freie plätze, parkplätze, parkplatz, freie parkplätze, was ist frei, was ist noch frei, ist was frei, ist etwas frei, ist noch was frei, wo kann ich parken, parken, stellplätze, verfügbar",
      book: "buchen, buche, reservieren, ich möchte buchen, ich will buchen, platz buchen, einen platz buchen, neue buchung, parkplatz buchen",
      status:
        "status, stand, mein platz, meine buchung, buchung, reservierung, meine reservierung, wo stehe ich, wo steht mein auto, welcher platz ist meiner, was kostet es bisher, wie viel bisher, wieviel bisher, kosten bisher",
      cancel: "stornieren, storno, storniere, absagen, abbrechen, zurückgeben, platz zurückgeben",
      balance:
        "guthaben, mein guthaben, kontostand, wie viel habe ich, wie viel guthaben habe ich, was schulde ich, aufladen",
      history:
        "verlauf, historie, meine buchungen, letzte buchungen, meine letzten buchungen, frühere buchungen, quittungen, meine quittungen",
      extend:
        "verlängern, verlängere, länger, mehr zeit, ich brauche mehr zeit, ich brauche länger, brauche mehr zeit, länger halten, länger freihalten",
      wait: "warten, warteliste, auf die warteliste, ich warte, auf warteliste setzen, setz mich auf die warteliste, in die schlange",
      stop_waiting:
        "nicht mehr warten, nicht warten, aufhören zu warten, von der warteliste, warteliste verlassen, ich warte nicht mehr, will nicht mehr warten, von der warteliste streichen",
      parked:
        "geparkt, parke, ich parke, bin da, ich bin da, ich bin hier, bin hier, angekommen, bin angekommen, ich bin angekommen, ich stehe, ich stehe da, habe geparkt, ich habe geparkt, hab geparkt, ich stehe jetzt, auto steht, stehe drauf",
      left: "weg, bin weg, ich bin weg, weggefahren, bin weggefahren, ich bin weggefahren, losgefahren, bin losgefahren, ich bin losgefahren, abgefahren, schon weg, bin schon weg, ich bin schon weg, bin raus, ausgeparkt",
      leaving:
        "fertig, bin fertig, ich bin fertig, ich fahre, ich fahre los, fahre los, fahre jetzt, ich gehe, ende, beenden, parken beenden, schluss, ich fahre weg, bezahlen, zahlen, wie bezahle ich, wie zahle ich, wie beende ich, stopp, tschüss ich fahre",
      not_me:
        "nicht ich, das bin ich nicht, bin ich nicht, ich bin das nicht, nicht mein auto, das ist nicht mein auto, ist nicht mein auto, das ist nicht meins, nicht meins, das war ich nicht",
      yes: "ja, j, jo, jep, klar, na klar, gerne, gern, ok, okay, sicher, bestätigen, ja stornieren, ja bitte, passt, mach das, genau, jawohl",
      no: "nein, ne, nee, nö, nein danke, lieber nicht, doch nicht, nicht jetzt, jetzt nicht, lass mal",
      keep: "behalten, buchung behalten, platz behalten, ich behalte ihn",
    },
    sentences: {
      cancel: {
        one: "stornieren storniere storniert storno absagen stornierung",
        beside: "buchung reservierung",
      },
      extend: {
        one: "verlängern verlängere verlänger verlängert verlängerung länger",
        beside: "buchung reservierung zeit mehr brauche halten freihalten",
      },
      history: {
        one: "verlauf historie quittungen letzten letzte frühere bisherigen vergangene",
        beside: "buchungen buchung reservierungen parkvorgänge",
      },
      balance: { one: "guthaben kontostand", beside: "konto geld noch übrig hoch" },
      wait: {
        one: "warten warte warteliste",
        beside: "nächsten nächste setz setze schlange liste bis wird freien freier",
      },
      status: { one: "status stand buchung reservierung", beside: "aktueller aktuelle" },
      book: {
        one: "buchen buche buch reservieren reserviere reservier nehme nehmen hätte",
      },
      parked: { one: "geparkt parke", beside: "auto wagen habe hab jetzt stehe" },
      left: { one: "weggefahren losgefahren abgefahren ausgeparkt", beside: "schon bin gerade jetzt" },
      slots: {
        one: "plätze platz parkplätze parkplatz stellplätze stellplatz frei freie freien freier parken verfügbar verfügbare",
        beside: "auto was etwas noch irgendwo wo leer leere einer einen",
      },
    },
    filler:
      "ich mir mich mein meine meinen meiner der die das den dem ein eine einen einem es ist sind wie viel viele wieviel was welche welcher welches gibt kann könnte könntest kannst würde will möchte möcht hätte gern gerne brauche habe hab zeig zeige zeigen sag sehen ansehen jetzt gerade aktuell heute für auf zu zum zur von bei an in im am und so mal dann bitte noch da hier du sie bis alle ok",
    not: "nicht kein keine keinen nie tisch hotel zimmer",
    spot: "platz parkplatz stellplatz nummer nr feld bucht",
    at: "bei in im am auf an",
    near: "buchen reservieren stornieren status guthaben verlauf verlängern plätze parkplätze warten geparkt warteliste",
    unlike:
      "buche kuchen suchen bücher taschen starten garten karten reserviert reservierung plane plätzchen gepackt starren verlaufen",
    time: {
      later:
        "morgen übermorgen montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag abend abends nacht nachts mittag mittags mitternacht vormittag nachmittag früh später woche nächste nächsten wochenende",
      months: "januar februar märz april mai juni juli august september oktober november dezember",
      soon: "in",
      units: "minute minuten min stunde stunden std h tag tage tagen woche wochen monat monate",
      numbers: "ein eine einen einer zwei drei vier fünf sechs sieben acht neun zehn halbe halben",
      before: "um ab gegen",
      after: "uhr h",
    },
  },
};
