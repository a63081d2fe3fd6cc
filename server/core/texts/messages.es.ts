// All the bot's texts in Spanish, with "tú" and words that are understood on both sides of the Atlantic. Pure.
import { formatsIn, hoursIn, tariffIn } from "./formats.ts";
import type { Messages } from "./messages.en.ts";

const { number, plural, formats } = formatsIn("es", {
  ...{ minutes: "min", hours: "h", to: "a" },
  days: { one: "día", other: "días" },
});

const tariff = tariffIn(formats, {
  free: "gratis",
  hourly: (sum) => `${sum} por hora`,
  firstFree: (time) => `los primeros ${time} gratis`,
  atMost: (sum) => `como máximo ${sum} al día`,
});

const at = (time: string): string => `${time.startsWith("1:") ? "a la" : "a las"} ${time}`;

const hours = hoursIn("es", {
  always: "abierto las 24 horas",
  closed: "cerrado hasta nuevo aviso",
  span: (from, to) => `${from}–${to}`,
  and: " y ",
  today: (spans) => `hoy ${spans}`,
  opens: {
    today: (time) => `abre hoy ${at(time)}`,
    tomorrow: (time) => `abre mañana ${at(time)}`,
    weekday: (day, time) => `abre el ${day} ${at(time)}`,
    date: (day, time) => `abre el ${day} ${at(time)}`,
  },
});

const bot: Messages["bot"] = {
  hours,
  colleagueWillAnswer: "Una persona de nuestro equipo te responderá aquí.",
  optedOut:
    "Ya no recibirás ofertas nuestras. Si nos escribes, te seguimos respondiendo. Escribe ALTA para volver a recibirlas.",
  optedIn: "Volverás a recibir nuestras ofertas. Escribe BAJA cuando no quieras más.",
  didNotWork: "Eso no ha funcionado ahora mismo. Una persona de nuestro equipo te responderá aquí.",
  noMoreAnswers:
    "Últimamente he respondido mucho aquí, así que hago una pausa. Una persona de nuestro equipo te responderá aquí.",
  saidOften: "Ya te lo he dicho varias veces. Una persona de nuestro equipo te responderá aquí.",
  cannotRead: {
    audio: "No puedo escuchar mensajes de voz.",
    image: "No puedo ver imágenes.",
    sticker: "No puedo ver stickers.",
    video: "No puedo ver vídeos.",
    document: "No puedo leer archivos.",
    location: "No puedo usar una ubicación.",
    contacts: "No puedo usar tarjetas de contacto.",
    order: "No puedo tomar pedidos del catálogo.",
    other: "No puedo leer este tipo de mensaje.",
  },
  didYouMean: (command) => `¿Querías decir *${command}*?`,
  hello: "¡Hola! Aquí respondo yo automáticamente.",
  gladToHelp: "¡Con mucho gusto!",
  notUnderstood: "Perdona, no te he entendido.",
  menuOrPerson: "Escribe *menú* para ver lo que puedo hacer, o pide hablar con una persona.",
  sayWhatYouNeed: "Escribe lo que necesitas, o pide hablar con una persona.",
  talkToPerson: "Hablar con alguien",
  noCalls: "No atendemos llamadas por WhatsApp. Escribe aquí lo que necesitas, o toca el botón y te llamamos.",
  callUs:
    "Si ves un teléfono en la parte superior de este chat, puedes llamarnos ahí. También puedes escribir aquí lo que necesitas, o tocar el botón y te llamamos.",
  callMeBack: "Quiero que me llamen",
  chooseLanguage: "¿En qué idioma quieres que te escriba?",
  languages: "Idiomas",
  languageChosen: "A partir de ahora te escribo en español.",
  menu: "Menú",
  rules: {
    menu: "Esto es lo que puedes escribir:\n\n{{commands}}",
    help: "Escribe *menú* para ver lo que puedo hacer yo.\n\nPara cualquier otra cosa, escríbelo aquí: hay personas que leen y responden.",
  },
};

const typed: Messages["typed"] = {
  menu: "menú",
  help: "ayuda",
  slots: "plazas",
  status: "estado",
  cancel: "cancelar",
  extend: "ampliar",
  balance: "saldo",
  history: "historial",
  wait: "esperar",
  waitFor: (lot) => `esperar en ${lot}`,
  book: (code) => `reservar ${code}`,
  bookAt: (code, lot) => `reservar ${code} en ${lot}`,
};

const commands: Messages["commands"] = {
  menu: "muestra esta lista",
  help: "cómo funciona",
  slots: "muestra qué plazas están libres",
  book: "reserva esa plaza para ti",
  status: "muestra tu reserva, o el tiempo y el coste hasta ahora",
  cancel: "devuelve tu reserva",
  extend: "guarda tu plaza más tiempo",
  balance: "muestra tu saldo",
  history: "muestra tus últimas reservas",
};

const titles: Messages["titles"] = {
  slots: "Plazas",
  freeSpots: "Plazas libres",
  choose: "Elegir",
  status: "Estado",
  refresh: "Actualizar",
  extend: "Ampliar",
  cancel: "Cancelar",
  parked: "He llegado",
  left: "Ya me fui",
  notMine: "No es mi coche",
  balance: "Saldo",
  history: "Historial",
  yes: "Sí",
  yesCancel: "Sí, cancelar",
  noKeep: "No, mantenerla",
  noThanks: "No, gracias",
  stopWaiting: "Dejar de esperar",
  waitAgain: "Esperar otra vez",
  waitForSpot: "Esperar una plaza",
  waitAt: (lot) => `Esperar: ${lot}`,
  book: (code) => `Reservar ${code}`,
  bookIt: "Reservarla",
};

const spots: Messages["spots"] = {
  spotAt: (code, lot) => `*${code}* en ${lot}`,
  noSpots: "Todavía no hay plazas de estacionamiento.",
  chooseSpot: (example) => `Elige una plaza, o escribe *${example}*.`,
  waitHint: (example) => `Escribe *${example}* y te guardamos la próxima plaza que quede libre.`,
  moreLots: (n) =>
    `Y ${number(n)} ${plural(n, { one: "estacionamiento", other: "estacionamientos" })} más: escribe *plazas en* y el nombre.`,
  lotLine: (lot, what) => `*${lot}*: ${what}`,
  freeAndTaken: (free, taken) =>
    `${number(free)} ${plural(free, { one: "libre", other: "libres" })}, ${number(taken)} ${plural(taken, { one: "ocupada", other: "ocupadas" })}`,
  cannotBeSeen: (unseen, all) =>
    `ahora mismo no se puede reservar ninguna plaza, porque ${number(unseen)} de ${number(all)} no se ven. Vuelve a preguntar en un minuto`,
  allTaken: (n) => plural(n, { one: "su única plaza está ocupada", other: `las ${number(n)} plazas están ocupadas` }),
  freeCodes: (codes) => `Libres: ${codes}`,
  range: (first, last) => `${first} a ${last}`,
  andMore: (codes, n) => `${codes} y ${number(n)} más`,
  whichLot: (code) => `Hay una plaza *${code}* en varios estacionamientos. ¿Cuál quieres decir?`,
  optionFree: (code, price) => `${code} está libre, ${price}`,
  optionTaken: (code) => `${code} está ocupada`,
  writeLot: "Escribe el nombre del estacionamiento.",
  writeLotOr: (example) => `Escribe el nombre del estacionamiento, o *${example}*.`,
  whichSpot: (codes) =>
    `¿Qué plaza quieres decir: ${codes.map((code) => `*${code}*`).join(" o ")}? Escríbela exactamente así.`,
  whichSpotNow: "¿Qué plaza quieres?",
  unknownLot: (name) => `No conozco ningún estacionamiento *${name}*.`,
  unknownSpot: (name) => `No conozco ninguna plaza *${name}*.`,
  onlyForNow: "Solo puedo reservar para ahora, no para otro día u otra hora.",
  onlyForNowWhich: "Solo puedo reservar para ahora, no para otro día u otra hora. ¿Qué plaza quieres ahora?",
  keptFor: (hold) => `Una plaza que reservas ahora se te guarda ${hold}, y no se cobra nada hasta que llegue tu coche.`,
  notFree: {
    free: (spot) => `La plaza ${spot} se acaba de ocupar.`,
    reserved: (spot) => `La plaza ${spot} la tiene reservada otra persona.`,
    occupied: (spot) => `La plaza ${spot} está ocupada.`,
    maintenance: (spot) => `La plaza ${spot} está fuera de servicio.`,
    unknown: (spot) => `La plaza ${spot} no se puede reservar ahora mismo.`,
  },
  bookThis: (spot) => `Plaza ${spot}: ¿quieres reservarla?`,
  didYouMeanBook: (code, lot) => `¿Querías decir *reservar ${code}* en ${lot}?`,
};

const questions: Messages["questions"] = {
  confirm: (question, command) => `${question} Escribe *sí*, o *${command}*.`,
  isThisMeant: "¿Es esto lo que quieres decir?",
  over: (answer) => `Esa pregunta ya no está abierta. ${answer}`,
  earlierBooking: (answer) => `Ese mensaje era de una reserva anterior, que ya ha terminado. ${answer}`,
};

const bookings: Messages["bookings"] = {
  booked: (spot, until) => `La plaza ${spot} está reservada para ti hasta ${until}.`,
  lightTurnsBlue: (price) =>
    `La luz del poste se pone azul. Se empieza a cobrar cuando el sensor ve tu coche: ${price}.`,
  billedFromParked: (price) => `Escribe *estacionado* cuando tu coche esté ahí. Desde entonces se cobra: ${price}.`,
  yourBalance: (sum) => `Tu saldo es de ${sum}.`,
  bookedAlready: (spot, until) => `La plaza ${spot} ya está reservada para ti, hasta ${until}.`,
  hasAnother: (spot, until) =>
    `Tienes reservada ${spot}, hasta ${until}. Solo una plaza a la vez: escribe *cancelar* para devolverla y después reserva otra.`,
  nothing: "Ahora mismo no tienes ninguna reserva. Escribe *plazas* para ver qué hay libre.",
  nothingToCancel: "No tienes ninguna reserva que cancelar. Escribe *plazas* para ver qué hay libre.",
  nothingToExtend: "No tienes ninguna reserva que ampliar. Escribe *plazas* para ver qué hay libre.",
  noneYet: "Todavía no tienes reservas. Escribe *plazas* para ver qué hay libre.",
  nothingBilledYet: "No se cobra nada hasta que llegue tu coche.",
  writeParked: "Escribe *estacionado* cuando tu coche esté ahí.",
  extendHint: "Escribe *ampliar* si necesitas más tiempo.",
  sureToCancel: (spot, until) => `¿Cancelar la reserva? La plaza ${spot} es tuya hasta ${until}. Escribe *sí* o *no*.`,
  cancelled: (spot) =>
    `Tu reserva de ${spot} está cancelada. No ha costado nada. Escribe *plazas* para volver a reservar.`,
  cancelledByTeam: (spot) =>
    `Nuestro equipo ha cancelado tu reserva de ${spot}. No ha costado nada. Escribe *plazas* para reservar otra.`,
  kept: (spot, until) => `Se mantiene. La plaza ${spot} sigue siendo tuya hasta ${until}.`,
  extended: (spot, until) => `Hecho: la plaza ${spot} está reservada para ti hasta ${until}.`,
  extendedByTeam: (spot, until) => `La plaza ${spot} se guarda ahora para ti hasta ${until}.`,
  movedByTeam: (from, spot) =>
    `Nuestro equipo ha cambiado tu reserva de *${from}* a la plaza ${spot}. El precio es el mismo.`,
  lotDoesNotExtend: "En este estacionamiento no se amplían las reservas.",
  extendedOnce: "Una reserva se puede ampliar una vez, y esta ya se amplió.",
  othersWait: "Hay otra persona esperando una plaza.",
  staysYours: (why, spot, until) => `${why} La plaza ${spot} sigue siendo tuya hasta ${until}.`,
  elsewhere: (spot) =>
    `Tu reserva es de ${spot}. Estaciona ahí, por favor, o escribe aquí qué ha pasado y nuestro equipo te ayudará.`,
  expired: (spot) =>
    `Tu reserva de ${spot} ha terminado porque no llegó ningún coche. No ha costado nada. Escribe *plazas* para volver a reservar.`,
  reminder: (spot, until, extendable) =>
    `La plaza ${spot} se te guarda hasta ${until}.${extendable ? " Escribe *ampliar* si necesitas más tiempo." : ""} Escribe *cancelar* para devolverla.`,
  doubted:
    "Antes usaba este número otra persona, así que primero lo tiene que revisar alguien de nuestro equipo. Te escribirá aquí. Hasta entonces no puedo reservar ni mostrar un saldo.",
};

const stays: Messages["stays"] = {
  parkedSince: (spot, since, price) => `Estás en ${spot} desde ${since}. Se está cobrando: ${price}.`,
  endsBySensor: "Cuando termines, simplemente sal.",
  endsByWord: "Escribe *me fui* cuando hayas salido.",
  endsBySensorWithReceipt: "Cuando termines, simplemente sal, y el recibo te llega aquí.",
  endsByWordWithReceipt: "Escribe *me fui* cuando hayas salido, y el recibo te llega aquí.",
  notSeenYet:
    "El sensor todavía no ve tu coche. Comprueba que estás en la plaza correcta; nuestro equipo también lo mirará.",
  notSeen: "El sensor no ve tu coche. Comprueba que estás en la plaza correcta; nuestro equipo también lo mira.",
  runningSince: (spot, since, minutes) => `Estás en ${spot} desde ${since} (${minutes}).`,
  costSoFar: (sum, price) => `Hasta ahora: *${sum}* (${price}).`,
  billingStopped: (at) =>
    `Se dejó de cobrar a las ${at}: la estancia es más larga de lo que permite el estacionamiento.`,
  moreThanBalance: (sum) => `Son ${sum} más que tu saldo. Puedes quedarte y pagar el resto antes de volver a reservar.`,
  balanceAfter: (sum) => `Tu saldo después: ${sum}.`,
  billChecked: (sum) => `La cuenta está en *${sum}*, y nuestro equipo la revisa.`,
  parkedAlready: (spot) => `Ya estás en ${spot}.`,
  leaveFirst: (spot, bySensor) =>
    `Estás en ${spot}. Solo una plaza a la vez: ${bySensor ? "sal primero" : "escribe *me fui* cuando hayas salido"}, y después reserva otra.`,
  howToEnd: (spot, bySensor) =>
    `Estás en ${spot}. ${
      bySensor
        ? "Simplemente sal: el sensor lo ve, se deja de cobrar y el recibo te llega aquí. Si ya has salido, escribe *me fui*."
        : "Cuando hayas salido, escribe *me fui*: se deja de cobrar y el recibo te llega aquí."
    }`,
  nothingToCancel: (spot, bySensor) =>
    `Estás en ${spot}, así que no hay nada que cancelar. ${
      bySensor
        ? "Termina solo cuando salgas. Si ya has salido, escribe *me fui*."
        : "Escribe *me fui* cuando hayas salido."
    }`,
  nothingToExtend: (spot) => `Estás en ${spot} y puedes quedarte cuanto quieras. No hay nada que ampliar.`,
  notBegun: (spot) =>
    `Tu estancia en ${spot} no ha empezado y no se cobra nada. Escribe *cancelar* para devolver la plaza.`,
  none: "No tienes ninguna estancia en curso y no se cobra nada. Escribe *historial* para ver tus últimas reservas.",
  saidNotMine: (spot) =>
    `Nos dijiste que el coche de ${spot} no es tuyo. Nuestro equipo lo está mirando y corregirá tu cuenta. No tienes que hacer nada.`,
  saidLeft: (spot) =>
    `Nos dijiste que saliste de ${spot}, y el sensor todavía ve un coche ahí. Nuestro equipo lo está mirando y cerrará tu cuenta. Si no es tu coche, escribe *no es mi coche*.`,
  settledFirst: (claim) => `${claim} En cuanto se aclare podrás reservar otra plaza.`,
  stillThere: (spot) =>
    `El sensor todavía ve un coche en ${spot}, así que se sigue cobrando. Avisamos a nuestro equipo, que lo aclarará. Si no es tu coche, escribe *no es mi coche*.`,
  notYours: (spot) =>
    `Gracias por avisar. Nuestro equipo mirará la plaza ${spot} y corregirá tu cuenta. Te diremos algo aquí.`,
  limitNear: (spot, limit, at, seen) =>
    `Tu estancia en ${spot} llega al límite de ${limit} a las ${at}. ${
      seen
        ? "Entonces avisamos a nuestro equipo. Puedes quedarte, y se sigue cobrando mientras tu coche esté ahí."
        : "Ningún sensor ve tu coche. Si ya has salido, escribe *me fui*. Si no, entonces se deja de cobrar y nuestro equipo lo mira."
    }`,
  limitReachedSeen: (spot, limit) =>
    `Tu estancia en ${spot} ha durado más de ${limit}. Se sigue cobrando, porque el sensor ve tu coche. Avisamos a nuestro equipo.`,
  limitReachedUnseen: (spot, limit, stopped) =>
    `Tu estancia en ${spot} ha durado más de ${limit}. Ningún sensor ve tu coche, así que se dejó de cobrar a las ${stopped}, y nuestro equipo lo mira. Si ya has salido, escribe *me fui*.`,
  balanceLow: (balance, minutes, code) =>
    `Tu saldo de ${balance} alcanza para unos ${minutes} más en *${code}*. Puedes quedarte; lo que falte queda a deber y hay que pagarlo antes de volver a reservar.`,
  balanceUsedUp: (balance, code) =>
    `Tu saldo de ${balance} se ha agotado mientras estás en *${code}*. Puedes quedarte; lo que falte queda a deber y hay que pagarlo antes de volver a reservar.`,
  receipt: {
    heading: (booking) => `*Recibo* de la reserva ${number(booking)}`,
    spot: (spot, time, minutes) => `Plaza ${spot}, ${time} (${minutes})`,
    clockJumped:
      "Nuestro reloj se ajustó durante tu estancia: pagas el tiempo más corto que pudo durar, y nuestro equipo revisa la cuenta.",
    freeAfter: (at) => `No se cobra nada por el tiempo después de ${at}.`,
    total: (sum) => `Total: *${sum}*`,
    checked: "Nuestro equipo revisa esta cuenta, como pediste, y la corrige si está mal.",
    owed: (sum) => `Debes ${sum}: recarga tu saldo antes de volver a reservar.`,
    balance: (sum) => `Tu saldo es de ${sum}.`,
  },
};

const waiting: Messages["waiting"] = {
  next: (lot) =>
    `Eres la siguiente persona en la lista para una plaza en ${lot}. Te escribo en cuanto se te guarde una. Escribe *dejar de esperar* si ya no la necesitas.`,
  inLine: (place, lot) =>
    `Tienes el número ${number(place)} en la lista para una plaza en ${lot}. Te escribo en cuanto se te guarde una. Escribe *dejar de esperar* si ya no la necesitas.`,
  kept: (spot, until) =>
    `La plaza ${spot} se te guarda hasta ${until}. Escribe *sí* para reservarla, o *no* si ya no la necesitas.`,
  offered: (spot, until) =>
    `Buenas noticias: la plaza ${spot} está libre y se te guarda hasta ${until}. Escribe *sí* para reservarla, o *no* si ya no la necesitas.`,
  lapsed: (spot) => `La plaza ${spot} ya no se te guarda. Escribe *esperar* para esperar la próxima.`,
  stopped: (lot) => `Ya no esperas una plaza en ${lot}. Escribe *plazas* para ver qué hay libre.`,
  notPutInLine: "De acuerdo, no te pongo en la lista. Escribe *plazas* para ver qué hay libre.",
  noNeed: (lot) => `No hace falta esperar: hay una plaza libre en ${lot}.`,
  whichLot: (lots) =>
    `¿En qué estacionamiento quieres esperar: ${lots.map((lot) => `*${lot}*`).join(" o ")}? Escribe su nombre.`,
};

const account: Messages["account"] = {
  owes: (sum) => `Debes ${sum}`,
  has: (sum) => `Tu saldo es de ${sum}`,
  tooLow: (has, lot, needed) =>
    `${has}, y para reservar en ${lot} hacen falta al menos ${needed}. Pide aquí a nuestro equipo que recargue tu saldo y después reserva otra vez.`,
  debt: (sum) => `Debes *${sum}*. Pide aquí a nuestro equipo que recargue tu saldo antes de volver a reservar.`,
  balance: (sum) => `Tu saldo es de *${sum}*.`,
  stayChecked: (sum) => `Tu estancia hasta ahora: ${sum}, que nuestro equipo revisa, como pediste.`,
  stayCharged: (sum) => `Tu estancia hasta ahora: ${sum}, que se cobran al terminar.`,
  toppedUp: (sum, balance) => `Hemos recibido ${sum}, gracias. Tu saldo es de ${balance}.`,
  added: (sum, balance) => `Se han añadido ${sum} a tu saldo. Tu saldo es de ${balance}.`,
  taken: (sum, balance) => `Se han descontado ${sum} de tu saldo. Tu saldo es de ${balance}.`,
  adjusted: (booking, spot, now, before, balance) =>
    `La reserva ${number(booking)} (${spot}) cuesta ahora *${now}* en lugar de ${before}. Tu saldo es de ${balance}.`,
  history: "Tus últimas reservas:",
  past: (day, spot, outcome) => `${day}: ${spot}\n${outcome}`,
  completed: (minutes, sum) => `${minutes}, ${sum}`,
  running: (minutes, sum) => `${minutes} hasta ahora, ${sum}`,
  reserved: (until) => `reservada hasta ${until}`,
  cancelled: "cancelada, sin coste",
  expired: "no llegó ningún coche, sin coste",
};

const occasions: Messages["occasions"] = {
  "stay.ended":
    "Tu recibo de la reserva {{booking}}: plaza {{spot}} en {{lot}}, {{period}} ({{duration}}). Total: {{total}}. {{note}} Escríbenos aquí si algo no está bien.",
  "booking.reminded":
    "Tu plaza {{spot}} en {{lot}} se te guarda hasta {{until}}. Amplía la reserva si necesitas más tiempo, o cancélala para devolverla.",
  "booking.expired":
    "Tu reserva de la plaza {{spot}} en {{lot}} ha terminado porque no llegó ningún coche. No ha costado nada.",
  "offer.made": "La plaza {{spot}} en {{lot}} está libre y se te guarda hasta {{until}}. ¿Quieres reservarla?",
  "offer.lapsed": "La plaza {{spot}} en {{lot}} ya no se te guarda.",
  "booking.confirmed":
    "Nuestro equipo ha reservado para ti la plaza {{spot}} en {{lot}} hasta {{until}}. El precio ({{price}}) cuenta desde que tu coche esté ahí.",
  "booking.cancelled_by_team":
    "Nuestro equipo ha cancelado tu reserva de la plaza {{spot}} en {{lot}}. No ha costado nada.",
  "booking.extended_by_team":
    "Tu reserva de la plaza {{spot}} en {{lot}} se ha ampliado: se te guarda hasta {{until}} por el mismo precio.",
  "booking.moved_by_team":
    "Nuestro equipo ha cambiado tu reserva de la plaza {{from}} a la plaza {{spot}} en {{lot}}. El precio es el mismo.",
  "booking.adjusted":
    "Tu reserva {{booking}} (plaza {{spot}} en {{lot}}) cuesta ahora {{cost}} en lugar de {{before}}. Tu saldo es ahora de {{balance}}.",
  "account.credited": "Tu saldo de estacionamiento ha cambiado en {{change}} y ahora es de {{balance}}.",
  "stay.started":
    "Tu estancia en la plaza {{spot}} en {{lot}} empezó a las {{since}}. El precio ({{price}}) cuenta hasta que salgas.",
  "stay.limit_near":
    "Tu estancia en la plaza {{spot}} en {{lot}} llega al límite de {{limit}} a las {{time}}, y entonces avisamos a nuestro equipo. Si ya has salido, dínoslo.",
  "stay.limit_reached":
    "Tu estancia en la plaza {{spot}} en {{lot}} ha durado más de {{limit}}, y hemos avisado a nuestro equipo. Si ya has salido, dínoslo.",
  "stay.balance_low":
    "Tu saldo de {{balance}} casi se ha agotado con tu estancia en la plaza {{spot}} en {{lot}}. Puedes quedarte; lo que falte se paga antes de volver a reservar.",
};

/** The Spanish catalogue. */
export const es: Messages = {
  language: "es",
  ...formats,
  ...{ tariff, bot, typed, commands, titles, spots, questions, bookings, stays, waiting, account, occasions },
};
