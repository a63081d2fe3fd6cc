// All the bot's texts in German, with "du", as businesses write on WhatsApp. Pure.
import { formatsIn, hoursIn, tariffIn } from "./formats.ts";
import type { Messages } from "./messages.en.ts";

const { number, plural, formats } = formatsIn("de", {
  ...{ minutes: "Min.", hours: "Std.", to: "bis" },
  days: { one: "Tag", other: "Tage" },
});

const tariff = tariffIn(formats, {
  free: "kostenlos",
  hourly: (sum) => `${sum} pro Stunde`,
  firstFree: (time) => `die ersten ${time} frei`,
  atMost: (sum) => `höchstens ${sum} am Tag`,
});

const hours = hoursIn("de", {
  always: "rund um die Uhr geöffnet",
  closed: "bis auf Weiteres geschlossen",
  span: (from, to) => `${from}–${to}`,
  and: " und ",
  today: (spans) => `heute ${spans} Uhr`,
  opens: {
    today: (time) => `öffnet heute um ${time} Uhr`,
    tomorrow: (time) => `öffnet morgen um ${time} Uhr`,
    weekday: (day, time) => `öffnet am ${day} um ${time} Uhr`,
    date: (day, time) => `öffnet am ${day} um ${time} Uhr`,
  },
});

const bot: Messages["bot"] = {
  hours,
  colleagueWillAnswer: "Jemand aus unserem Team antwortet dir hier.",
  optedOut:
    "Du bekommst keine Angebote mehr von uns. Wenn du uns schreibst, antworten wir weiterhin. Schreib START, um wieder Angebote zu bekommen.",
  optedIn: "Du bekommst wieder unsere Angebote. Schreib STOPP, wenn du keine mehr möchtest.",
  didNotWork: "Das hat gerade nicht geklappt. Jemand aus unserem Team antwortet dir hier.",
  noMoreAnswers:
    "Ich habe hier zuletzt sehr viel geantwortet und mache eine Pause. Jemand aus unserem Team antwortet dir hier.",
  saidOften: "Das habe ich dir jetzt schon mehrmals gesagt. Jemand aus unserem Team antwortet dir hier.",
  cannotRead: {
    audio: "Sprachnachrichten kann ich nicht anhören.",
    image: "Bilder kann ich nicht ansehen.",
    sticker: "Sticker kann ich nicht ansehen.",
    video: "Videos kann ich nicht ansehen.",
    document: "Dateien kann ich nicht lesen.",
    location: "Mit einem Standort kann ich nichts anfangen.",
    contacts: "Mit Kontaktkarten kann ich nichts anfangen.",
    order: "Bestellungen aus dem Katalog kann ich nicht annehmen.",
    other: "Diese Art von Nachricht kann ich nicht lesen.",
  },
  didYouMean: (command) => `Meintest du *${command}*?`,
  hello: "Hallo! Ich antworte hier automatisch.",
  gladToHelp: "Gern geschehen!",
  notUnderstood: "Das habe ich leider nicht verstanden.",
  menuOrPerson: "Schreib *Menü*, um zu sehen, was ich kann, oder frag nach einem Menschen.",
  sayWhatYouNeed: "Schreib, was du brauchst, oder frag nach einem Menschen.",
  talkToPerson: "Mit Mensch sprechen",
  noCalls:
    "Anrufe über WhatsApp nehmen wir nicht an. Schreib hier, was du brauchst, oder tippe auf den Knopf, dann rufen wir zurück.",
  callUs:
    "Wenn du oben in diesem Chat ein Telefon siehst, kannst du uns dort anrufen. Du kannst auch hier schreiben, was du brauchst, oder auf den Knopf tippen, dann rufen wir zurück.",
  callMeBack: "Ruft mich zurück",
  chooseLanguage: "In welcher Sprache soll ich dir schreiben?",
  languages: "Sprachen",
  languageChosen: "Ich schreibe dir ab jetzt auf Deutsch.",
  menu: "Menü",
  rules: {
    menu: "Das kannst du schreiben:\n\n{{commands}}",
    help: "Schreib *Menü*, um zu sehen, was ich allein kann.\n\nAlles andere schreib einfach hier: Menschen lesen mit und antworten.",
  },
};

const typed: Messages["typed"] = {
  menu: "Menü",
  help: "Hilfe",
  slots: "Plätze",
  status: "Status",
  cancel: "stornieren",
  extend: "verlängern",
  balance: "Guthaben",
  history: "Verlauf",
  wait: "warten",
  waitFor: (lot) => `warten bei ${lot}`,
  book: (code) => `buchen ${code}`,
  bookAt: (code, lot) => `buchen ${code} bei ${lot}`,
};

const commands: Messages["commands"] = {
  menu: "zeigt diese Liste",
  help: "wie das hier geht",
  slots: "zeigt, welche Parkplätze frei sind",
  book: "bucht diesen Platz für dich",
  status: "zeigt deine Buchung, oder Zeit und Kosten bisher",
  cancel: "gibt deine Buchung zurück",
  extend: "hält deinen Platz länger frei",
  balance: "zeigt dein Guthaben",
  history: "zeigt deine letzten Buchungen",
};

const titles: Messages["titles"] = {
  slots: "Plätze",
  freeSpots: "Freie Plätze",
  choose: "Auswählen",
  status: "Status",
  refresh: "Aktualisieren",
  extend: "Verlängern",
  cancel: "Stornieren",
  parked: "Ich stehe da",
  left: "Bin weggefahren",
  notMine: "Nicht mein Auto",
  balance: "Guthaben",
  history: "Verlauf",
  yes: "Ja",
  yesCancel: "Ja, stornieren",
  noKeep: "Nein, behalten",
  noThanks: "Nein, danke",
  stopWaiting: "Nicht mehr warten",
  waitAgain: "Wieder warten",
  waitForSpot: "Auf Platz warten",
  waitAt: (lot) => `Warten: ${lot}`,
  book: (code) => `${code} buchen`,
  bookIt: "Buchen",
};

const spots: Messages["spots"] = {
  spotAt: (code, lot) => `*${code}* (${lot})`,
  noSpots: "Es gibt noch keine Parkplätze.",
  chooseSpot: (example) => `Wähl einen Platz aus, oder schreib *${example}*.`,
  waitHint: (example) => `Schreib *${example}*, dann halten wir dir den nächsten freien Platz frei.`,
  moreLots: (n) =>
    `Und ${number(n)} ${plural(n, { one: "weiterer Parkplatz", other: "weitere Parkplätze" })}: schreib *Plätze bei* und den Namen.`,
  lotLine: (lot, what) => `*${lot}*: ${what}`,
  freeAndTaken: (free, taken) => `${number(free)} frei, ${number(taken)} belegt`,
  cannotBeSeen: (unseen, all) =>
    `gerade kann kein Platz gebucht werden, weil ${number(unseen)} von ${number(all)} nicht zu sehen sind. Frag bitte in einer Minute noch einmal`,
  allTaken: (n) => plural(n, { one: "der einzige Platz ist belegt", other: `alle ${number(n)} Plätze sind belegt` }),
  freeCodes: (codes) => `Frei: ${codes}`,
  range: (first, last) => `${first} bis ${last}`,
  andMore: (codes, n) => `${codes} und ${number(n)} weitere`,
  whichLot: (code) => `Einen Platz *${code}* gibt es auf mehreren Parkplätzen. Welchen meinst du?`,
  optionFree: (code, price) => `${code} ist frei, ${price}`,
  optionTaken: (code) => `${code} ist belegt`,
  writeLot: "Schreib den Namen des Parkplatzes.",
  writeLotOr: (example) => `Schreib den Namen des Parkplatzes, oder *${example}*.`,
  whichSpot: (codes) =>
    `Welchen Platz meinst du: ${codes.map((code) => `*${code}*`).join(" oder ")}? Schreib ihn genau so.`,
  whichSpotNow: "Welchen Platz möchtest du?",
  unknownLot: (name) => `Einen Parkplatz *${name}* kenne ich nicht.`,
  unknownSpot: (name) => `Einen Platz *${name}* kenne ich nicht.`,
  onlyForNow: "Ich kann nur für jetzt buchen, nicht für einen anderen Tag oder eine andere Zeit.",
  onlyForNowWhich:
    "Ich kann nur für jetzt buchen, nicht für einen anderen Tag oder eine andere Zeit. Welchen Platz möchtest du jetzt?",
  keptFor: (hold) =>
    `Ein Platz, den du jetzt buchst, wird dir ${hold} freigehalten, und es kostet nichts, bevor dein Auto da ist.`,
  notFree: {
    free: (spot) => `Platz ${spot} wurde gerade vergeben.`,
    reserved: (spot) => `Platz ${spot} hat jemand anderes gebucht.`,
    occupied: (spot) => `Platz ${spot} ist belegt.`,
    maintenance: (spot) => `Platz ${spot} ist außer Betrieb.`,
    unknown: (spot) => `Platz ${spot} kann gerade nicht gebucht werden.`,
  },
  bookThis: (spot) => `Platz ${spot}: möchtest du ihn buchen?`,
  didYouMeanBook: (code, lot) => `Meintest du *buchen ${code}* (${lot})?`,
};

const questions: Messages["questions"] = {
  confirm: (question, command) => `${question} Schreib *ja*, oder *${command}*.`,
  isThisMeant: "Meinst du das?",
  over: (answer) => `Diese Frage ist erledigt. ${answer}`,
  earlierBooking: (answer) => `In der Nachricht ging es um eine frühere Buchung, die vorbei ist. ${answer}`,
};

const bookings: Messages["bookings"] = {
  booked: (spot, until) => `Platz ${spot} ist bis ${until} für dich gebucht.`,
  lightTurnsBlue: (price) =>
    `Das Licht am Pfosten wird blau. Berechnet wird, sobald der Sensor dein Auto sieht: ${price}.`,
  billedFromParked: (price) => `Schreib *geparkt*, wenn dein Auto da ist. Ab dann wird berechnet: ${price}.`,
  yourBalance: (sum) => `Dein Guthaben: ${sum}.`,
  bookedAlready: (spot, until) => `Platz ${spot} ist schon für dich gebucht, bis ${until}.`,
  hasAnother: (spot, until) =>
    `Du hast ${spot} gebucht, bis ${until}. Nur ein Platz auf einmal: schreib *stornieren*, um ihn zurückzugeben, und buch dann einen anderen.`,
  nothing: "Du hast gerade keine Buchung. Schreib *Plätze*, um zu sehen, was frei ist.",
  nothingToCancel: "Du hast keine Buchung, die du stornieren könntest. Schreib *Plätze*, um zu sehen, was frei ist.",
  nothingToExtend: "Du hast keine Buchung, die du verlängern könntest. Schreib *Plätze*, um zu sehen, was frei ist.",
  noneYet: "Du hast noch keine Buchungen. Schreib *Plätze*, um zu sehen, was frei ist.",
  nothingBilledYet: "Es kostet nichts, bevor dein Auto da ist.",
  writeParked: "Schreib *geparkt*, wenn dein Auto da ist.",
  extendHint: "Schreib *verlängern*, wenn du länger brauchst.",
  sureToCancel: (spot, until) => `Buchung stornieren? Platz ${spot} gehört dir bis ${until}. Schreib *ja* oder *nein*.`,
  cancelled: (spot) =>
    `Deine Buchung von ${spot} ist storniert. Sie hat nichts gekostet. Schreib *Plätze*, um neu zu buchen.`,
  cancelledByTeam: (spot) =>
    `Unser Team hat deine Buchung von ${spot} storniert. Sie hat nichts gekostet. Schreib *Plätze*, um einen anderen Platz zu buchen.`,
  kept: (spot, until) => `Bleibt so. Platz ${spot} gehört dir weiter bis ${until}.`,
  extended: (spot, until) => `Erledigt: Platz ${spot} ist jetzt bis ${until} für dich gebucht.`,
  extendedByTeam: (spot, until) => `Platz ${spot} wird jetzt bis ${until} für dich freigehalten.`,
  movedByTeam: (from, spot) =>
    `Unser Team hat deine Buchung von *${from}* auf Platz ${spot} verlegt. Der Preis bleibt gleich.`,
  lotDoesNotExtend: "Auf diesem Parkplatz werden Buchungen nicht verlängert.",
  extendedOnce: "Eine Buchung kann einmal verlängert werden, und diese wurde es schon.",
  othersWait: "Jemand anderes wartet auf einen Platz.",
  staysYours: (why, spot, until) => `${why} Platz ${spot} gehört dir weiter bis ${until}.`,
  elsewhere: (spot) =>
    `Deine Buchung ist für ${spot}. Bitte park dort, oder schreib hier, was los ist, dann hilft dir unser Team.`,
  expired: (spot) =>
    `Deine Buchung von ${spot} ist beendet, weil kein Auto kam. Sie hat nichts gekostet. Schreib *Plätze*, um neu zu buchen.`,
  reminder: (spot, until, extendable) =>
    `Platz ${spot} wird bis ${until} für dich freigehalten.${extendable ? " Schreib *verlängern*, wenn du länger brauchst." : ""} Schreib *stornieren*, um ihn zurückzugeben.`,
  doubted:
    "Diese Nummer hat früher jemand anderes benutzt, deshalb muss erst jemand aus unserem Team nachsehen. Du bekommst hier Nachricht. Bis dahin kann ich weder buchen noch ein Guthaben zeigen.",
};

const stays: Messages["stays"] = {
  parkedSince: (spot, since, price) => `Du stehst seit ${since} auf ${spot}. Es wird berechnet: ${price}.`,
  endsBySensor: "Fahr einfach los, wenn du fertig bist.",
  endsByWord: "Schreib *weg*, wenn du losgefahren bist.",
  endsBySensorWithReceipt: "Fahr einfach los, wenn du fertig bist, dann kommt die Quittung hierher.",
  endsByWordWithReceipt: "Schreib *weg*, wenn du losgefahren bist, dann kommt die Quittung hierher.",
  notSeenYet:
    "Der Sensor sieht dein Auto noch nicht. Prüf bitte, ob du auf dem richtigen Platz stehst; unser Team schaut auch nach.",
  notSeen:
    "Der Sensor sieht dein Auto nicht. Prüf bitte, ob du auf dem richtigen Platz stehst; unser Team schaut auch nach.",
  runningSince: (spot, since, minutes) => `Du stehst seit ${since} auf ${spot} (${minutes}).`,
  costSoFar: (sum, price) => `Bisher: *${sum}* (${price}).`,
  billingStopped: (at) => `Seit ${at} wird nichts mehr berechnet: du stehst länger, als der Parkplatz es erlaubt.`,
  moreThanBalance: (sum) =>
    `Das sind ${sum} mehr als dein Guthaben. Du kannst bleiben und den Rest zahlen, bevor du wieder buchst.`,
  balanceAfter: (sum) => `Dein Guthaben danach: ${sum}.`,
  billChecked: (sum) => `Die Rechnung steht bei *${sum}*, und unser Team prüft sie.`,
  parkedAlready: (spot) => `Du stehst schon auf ${spot}.`,
  leaveFirst: (spot, bySensor) =>
    `Du stehst auf ${spot}. Nur ein Platz auf einmal: ${bySensor ? "fahr erst los" : "schreib *weg*, wenn du losgefahren bist"}, und buch dann einen anderen.`,
  howToEnd: (spot, bySensor) =>
    `Du stehst auf ${spot}. ${
      bySensor
        ? "Fahr einfach los: der Sensor sieht es, es wird nichts mehr berechnet, und die Quittung kommt hierher. Wenn du schon weg bist, schreib *weg*."
        : "Wenn du losgefahren bist, schreib *weg*: dann wird nichts mehr berechnet, und die Quittung kommt hierher."
    }`,
  nothingToCancel: (spot, bySensor) =>
    `Du stehst auf ${spot}, es gibt also nichts zu stornieren. ${
      bySensor
        ? "Es endet von selbst, wenn du losfährst. Wenn du schon weg bist, schreib *weg*."
        : "Schreib *weg*, wenn du losgefahren bist."
    }`,
  nothingToExtend: (spot) =>
    `Du stehst auf ${spot} und kannst bleiben, so lange du möchtest. Es gibt nichts zu verlängern.`,
  notBegun: (spot) =>
    `Du stehst noch nicht auf ${spot}, und es wird nichts berechnet. Schreib *stornieren*, um den Platz zurückzugeben.`,
  none: "Du parkst gerade nicht, und es wird nichts berechnet. Schreib *Verlauf*, um deine letzten Buchungen zu sehen.",
  saidNotMine: (spot) =>
    `Du hast uns gesagt, dass das Auto auf ${spot} nicht deins ist. Unser Team sieht nach und korrigiert deine Rechnung. Du brauchst nichts zu tun.`,
  saidLeft: (spot) =>
    `Du hast uns gesagt, dass du von ${spot} weg bist, und der Sensor sieht dort noch ein Auto. Unser Team sieht nach und klärt deine Rechnung. Wenn es nicht deins ist, schreib *nicht mein Auto*.`,
  settledFirst: (claim) => `${claim} Sobald das geklärt ist, kannst du einen anderen Platz buchen.`,
  stillThere: (spot) =>
    `Der Sensor sieht noch ein Auto auf ${spot}, deshalb wird weiter berechnet. Unser Team weiß Bescheid und klärt es. Wenn es nicht deins ist, schreib *nicht mein Auto*.`,
  notYours: (spot) =>
    `Danke für den Hinweis. Unser Team schaut sich Platz ${spot} an und korrigiert deine Rechnung. Du hörst hier von uns.`,
  limitNear: (spot, limit, at, seen) =>
    `Du erreichst auf ${spot} um ${at} die Höchstdauer von ${limit}. ${
      seen
        ? "Unser Team bekommt dann Bescheid. Du kannst bleiben, und es wird berechnet, so lange dein Auto da steht."
        : "Kein Sensor sieht dein Auto. Wenn du schon weg bist, schreib *weg*. Sonst wird ab dann nichts mehr berechnet, und unser Team sieht nach."
    }`,
  limitReachedSeen: (spot, limit) =>
    `Du stehst auf ${spot} schon länger als ${limit}. Es wird weiter berechnet, weil der Sensor dein Auto sieht. Unser Team weiß Bescheid.`,
  limitReachedUnseen: (spot, limit, stopped) =>
    `Du stehst auf ${spot} schon länger als ${limit}. Kein Sensor sieht dein Auto, deshalb wird seit ${stopped} nichts mehr berechnet, und unser Team sieht nach. Wenn du weg bist, schreib *weg*.`,
  balanceLow: (balance, minutes, code) =>
    `Dein Guthaben von ${balance} reicht noch für etwa ${minutes} auf *${code}*. Du kannst bleiben; was fehlt, schuldest du uns und zahlst es, bevor du wieder buchst.`,
  balanceUsedUp: (balance, code) =>
    `Dein Guthaben von ${balance} ist aufgebraucht, während du auf *${code}* stehst. Du kannst bleiben; was fehlt, schuldest du uns und zahlst es, bevor du wieder buchst.`,
  receipt: {
    heading: (booking) => `*Quittung* für Buchung ${number(booking)}`,
    spot: (spot, time, minutes) => `Platz ${spot}, ${time} (${minutes})`,
    clockJumped:
      "Unsere Uhr wurde während deines Aufenthalts gestellt: du zahlst die kürzeste Zeit, die es gewesen sein kann, und unser Team prüft die Rechnung.",
    freeAfter: (at) => `Für die Zeit nach ${at} wird nichts berechnet.`,
    total: (sum) => `Summe: *${sum}*`,
    checked: "Unser Team prüft diese Rechnung, wie du es wolltest, und korrigiert sie, wenn sie falsch ist.",
    owed: (sum) => `Du schuldest uns ${sum}: bitte lade auf, bevor du wieder buchst.`,
    balance: (sum) => `Dein Guthaben: ${sum}.`,
  },
};

const waiting: Messages["waiting"] = {
  next: (lot) =>
    `Du bist als Nächstes an der Reihe für einen Platz bei ${lot}. Ich schreibe dir, sobald einer für dich freigehalten wird. Schreib *nicht mehr warten*, wenn du ihn nicht mehr brauchst.`,
  inLine: (place, lot) =>
    `Du bist Nummer ${number(place)} in der Schlange für einen Platz bei ${lot}. Ich schreibe dir, sobald einer für dich freigehalten wird. Schreib *nicht mehr warten*, wenn du ihn nicht mehr brauchst.`,
  kept: (spot, until) =>
    `Platz ${spot} wird bis ${until} für dich freigehalten. Schreib *ja*, um ihn zu buchen, oder *nein*, wenn du ihn nicht mehr brauchst.`,
  offered: (spot, until) =>
    `Gute Nachricht: Platz ${spot} ist jetzt frei und wird bis ${until} für dich freigehalten. Schreib *ja*, um ihn zu buchen, oder *nein*, wenn du ihn nicht mehr brauchst.`,
  lapsed: (spot) =>
    `Platz ${spot} wird nicht mehr für dich freigehalten. Schreib *warten*, um auf den nächsten zu warten.`,
  stopped: (lot) => `Du wartest nicht mehr auf einen Platz bei ${lot}. Schreib *Plätze*, um zu sehen, was frei ist.`,
  notPutInLine: "In Ordnung, du kommst nicht in die Schlange. Schreib *Plätze*, um zu sehen, was frei ist.",
  noNeed: (lot) => `Du brauchst nicht zu warten: bei ${lot} ist ein Platz frei.`,
  whichLot: (lots) =>
    `Bei welchem Parkplatz möchtest du warten: ${lots.map((lot) => `*${lot}*`).join(" oder ")}? Schreib den Namen.`,
};

const account: Messages["account"] = {
  owes: (sum) => `Du schuldest uns ${sum}`,
  has: (sum) => `Du hast ${sum} Guthaben`,
  tooLow: (has, lot, needed) =>
    `${has}, und zum Buchen bei ${lot} brauchst du mindestens ${needed}. Bitte unser Team hier, dein Guthaben aufzuladen, und buch dann noch einmal.`,
  debt: (sum) => `Du schuldest uns *${sum}*. Bitte unser Team hier, dein Guthaben aufzuladen, bevor du wieder buchst.`,
  balance: (sum) => `Dein Guthaben: *${sum}*.`,
  stayChecked: (sum) => `Bisher geparkt für ${sum}; unser Team prüft es, wie du es wolltest.`,
  stayCharged: (sum) => `Bisher geparkt für ${sum}; das wird am Ende abgebucht.`,
  toppedUp: (sum, balance) => `Wir haben ${sum} bekommen, danke. Dein Guthaben: ${balance}.`,
  added: (sum, balance) => `Deinem Guthaben wurden ${sum} gutgeschrieben. Es beträgt jetzt ${balance}.`,
  taken: (sum, balance) => `Von deinem Guthaben wurden ${sum} abgezogen. Es beträgt jetzt ${balance}.`,
  adjusted: (booking, spot, now, before, balance) =>
    `Buchung ${number(booking)} (${spot}) kostet jetzt *${now}* statt ${before}. Dein Guthaben: ${balance}.`,
  history: "Deine letzten Buchungen:",
  past: (day, spot, outcome) => `${day}: ${spot}\n${outcome}`,
  completed: (minutes, sum) => `${minutes}, ${sum}`,
  running: (minutes, sum) => `${minutes} bisher, ${sum}`,
  reserved: (until) => `gebucht bis ${until}`,
  cancelled: "storniert, kostenlos",
  expired: "kein Auto kam, kostenlos",
};

const occasions: Messages["occasions"] = {
  "stay.ended":
    "Deine Quittung für Buchung {{booking}}: Platz {{spot}} bei {{lot}}, {{period}} ({{duration}}). Summe: {{total}}. {{note}} Schreib uns hier, wenn etwas nicht stimmt.",
  "booking.reminded":
    "Dein Platz {{spot}} bei {{lot}} wird bis {{until}} für dich freigehalten. Verlängere, wenn du länger brauchst, oder storniere, um ihn zurückzugeben.",
  "booking.expired":
    "Deine Buchung von Platz {{spot}} bei {{lot}} ist beendet, weil kein Auto kam. Sie hat nichts gekostet.",
  "offer.made":
    "Platz {{spot}} bei {{lot}} ist jetzt frei und wird bis {{until}} für dich freigehalten. Möchtest du ihn buchen?",
  "offer.lapsed": "Platz {{spot}} bei {{lot}} wird nicht mehr für dich freigehalten.",
  "booking.confirmed":
    "Unser Team hat Platz {{spot}} bei {{lot}} bis {{until}} für dich gebucht. Der Preis ({{price}}) zählt, sobald dein Auto da ist.",
  "booking.cancelled_by_team":
    "Unser Team hat deine Buchung von Platz {{spot}} bei {{lot}} storniert. Sie hat nichts gekostet.",
  "booking.extended_by_team":
    "Deine Buchung von Platz {{spot}} bei {{lot}} wurde verlängert: er wird bis {{until}} zum selben Preis freigehalten.",
  "booking.moved_by_team":
    "Unser Team hat deine Buchung von Platz {{from}} auf Platz {{spot}} bei {{lot}} verlegt. Der Preis bleibt gleich.",
  "booking.adjusted":
    "Deine Buchung {{booking}} (Platz {{spot}} bei {{lot}}) kostet jetzt {{cost}} statt {{before}}. Dein Guthaben beträgt jetzt {{balance}}.",
  "account.credited": "Dein Parkguthaben wurde um {{change}} geändert und beträgt jetzt {{balance}}.",
  "stay.started":
    "Du stehst seit {{since}} auf Platz {{spot}} bei {{lot}}. Der Preis ({{price}}) zählt, bis du losfährst.",
  "stay.limit_near":
    "Du erreichst auf Platz {{spot}} bei {{lot}} um {{time}} die Höchstdauer von {{limit}}, und unser Team bekommt dann Bescheid. Wenn du schon weg bist, sag es uns.",
  "stay.limit_reached":
    "Du stehst auf Platz {{spot}} bei {{lot}} länger als {{limit}}, und unser Team weiß Bescheid. Wenn du schon weg bist, sag es uns.",
  "stay.balance_low":
    "Dein Guthaben von {{balance}} ist fast aufgebraucht, während du auf Platz {{spot}} bei {{lot}} stehst. Du kannst bleiben; was fehlt, zahlst du, bevor du wieder buchst.",
};

/** The German catalogue. */
export const de: Messages = {
  language: "de",
  ...formats,
  ...{ tariff, bot, typed, commands, titles, spots, questions, bookings, stays, waiting, account, occasions },
};
