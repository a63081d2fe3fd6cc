// All the bot's texts in French, with "vous". Pure.
import { formatsIn, hoursIn, tariffIn } from "./formats.ts";
import type { Messages } from "./messages.en.ts";

const { number, plural, formats } = formatsIn("fr", {
  ...{ minutes: "min", hours: "h", to: "à" },
  days: { one: "jour", other: "jours" },
});

const tariff = tariffIn(formats, {
  free: "gratuit",
  hourly: (sum) => `${sum} de l'heure`,
  firstFree: (time) => `les premières ${time} gratuites`,
  atMost: (sum) => `au plus ${sum} par jour`,
});

const hours = hoursIn("fr", {
  always: "ouvert 24 heures sur 24",
  closed: "fermé jusqu'à nouvel ordre",
  span: (from, to) => `${from}–${to}`,
  and: " et ",
  today: (spans) => `aujourd'hui ${spans}`,
  opens: {
    today: (time) => `ouvre aujourd'hui à ${time}`,
    tomorrow: (time) => `ouvre demain à ${time}`,
    weekday: (day, time) => `ouvre ${day} à ${time}`,
    date: (day, time) => `ouvre le ${day} à ${time}`,
  },
});

const bot: Messages["bot"] = {
  hours,
  colleagueWillAnswer: "Quelqu'un de notre équipe vous répondra ici.",
  optedOut:
    "Vous ne recevrez plus nos offres. Si vous nous écrivez, nous répondons toujours. Écrivez REPRENDRE pour les recevoir à nouveau.",
  optedIn: "Vous recevrez à nouveau nos offres. Écrivez ARRÊT quand vous n'en voulez plus.",
  didNotWork: "Cela n'a pas marché à l'instant. Quelqu'un de notre équipe vous répondra ici.",
  noMoreAnswers:
    "J'ai beaucoup répondu ici ces derniers temps, je fais donc une pause. Quelqu'un de notre équipe vous répondra ici.",
  saidOften: "Je vous l'ai déjà dit plusieurs fois. Quelqu'un de notre équipe vous répondra ici.",
  cannotRead: {
    audio: "Je ne peux pas écouter les messages vocaux.",
    image: "Je ne peux pas regarder les images.",
    sticker: "Je ne peux pas regarder les stickers.",
    video: "Je ne peux pas regarder les vidéos.",
    document: "Je ne peux pas lire les fichiers.",
    location: "Je ne peux pas utiliser une position.",
    contacts: "Je ne peux pas utiliser les fiches de contact.",
    order: "Je ne peux pas prendre de commandes du catalogue.",
    other: "Je ne peux pas lire ce type de message.",
  },
  didYouMean: (command) => `Vouliez-vous dire *${command}* ?`,
  hello: "Bonjour ! Ici, je réponds automatiquement.",
  gladToHelp: "Avec plaisir !",
  notUnderstood: "Désolé, je n'ai pas compris.",
  menuOrPerson: "Écrivez *menu* pour voir ce que je sais faire, ou demandez à parler à quelqu'un.",
  sayWhatYouNeed: "Écrivez ce qu'il vous faut, ou demandez à parler à quelqu'un.",
  talkToPerson: "Parler à quelqu'un",
  noCalls:
    "Nous ne prenons pas d'appels sur WhatsApp. Écrivez ici ce qu'il vous faut, ou touchez le bouton et nous vous rappelons.",
  callUs:
    "Si vous voyez un téléphone en haut de cette discussion, vous pouvez nous y appeler. Vous pouvez aussi écrire ici ce qu'il vous faut, ou toucher le bouton et nous vous rappelons.",
  callMeBack: "Rappelez-moi",
  chooseLanguage: "Dans quelle langue dois-je vous écrire ?",
  languages: "Langues",
  languageChosen: "Je vous écris désormais en français.",
  menu: "Menu",
  rules: {
    menu: "Voici ce que vous pouvez écrire :\n\n{{commands}}",
    help: "Écrivez *menu* pour voir ce que je sais faire tout seul.\n\nPour tout le reste, écrivez-le simplement ici : des personnes lisent et répondent.",
  },
};

const typed: Messages["typed"] = {
  menu: "menu",
  help: "aide",
  slots: "places",
  status: "statut",
  cancel: "annuler",
  extend: "prolonger",
  balance: "solde",
  history: "historique",
  wait: "attendre",
  waitFor: (lot) => `attendre à ${lot}`,
  book: (code) => `réserver ${code}`,
  bookAt: (code, lot) => `réserver ${code} à ${lot}`,
};

const commands: Messages["commands"] = {
  menu: "affiche cette liste",
  help: "comment ça marche",
  slots: "affiche les places libres",
  book: "réserve cette place pour vous",
  status: "affiche votre réservation, ou la durée et le prix actuels",
  cancel: "rend votre réservation",
  extend: "garde votre place plus longtemps",
  balance: "affiche votre solde",
  history: "affiche vos dernières réservations",
};

const titles: Messages["titles"] = {
  slots: "Places",
  freeSpots: "Places libres",
  choose: "Choisir",
  status: "Statut",
  refresh: "Actualiser",
  extend: "Prolonger",
  cancel: "Annuler",
  parked: "Je suis garé",
  left: "Je suis parti",
  notMine: "Pas ma voiture",
  balance: "Solde",
  history: "Historique",
  yes: "Oui",
  yesCancel: "Oui, annuler",
  noKeep: "Non, la garder",
  noThanks: "Non, merci",
  stopWaiting: "Ne plus attendre",
  waitAgain: "Attendre encore",
  waitForSpot: "Attendre une place",
  waitAt: (lot) => `Attendre : ${lot}`,
  book: (code) => `Réserver ${code}`,
  bookIt: "La réserver",
};

const spots: Messages["spots"] = {
  spotAt: (code, lot) => `*${code}* à ${lot}`,
  noSpots: "Il n'y a pas encore de places de parking.",
  chooseSpot: (example) => `Choisissez une place, ou écrivez *${example}*.`,
  waitHint: (example) => `Écrivez *${example}*, et nous vous gardons la prochaine place qui se libère.`,
  moreLots: (n) =>
    `Et ${number(n)} ${plural(n, { one: "autre parking", other: "autres parkings" })} : écrivez *places à* suivi du nom.`,
  lotLine: (lot, what) => `*${lot}* : ${what}`,
  freeAndTaken: (free, taken) =>
    `${number(free)} ${plural(free, { one: "libre", other: "libres" })}, ${number(taken)} ${plural(taken, { one: "occupée", other: "occupées" })}`,
  cannotBeSeen: (unseen, all) =>
    `aucune place ne peut être réservée pour l'instant, car ${number(unseen)} sur ${number(all)} ne sont pas visibles. Redemandez dans une minute`,
  allTaken: (n) =>
    plural(n, { one: "la seule place est occupée", other: `les ${number(n)} places sont toutes occupées` }),
  freeCodes: (codes) => `Libres : ${codes}`,
  range: (first, last) => `${first} à ${last}`,
  andMore: (codes, n) => `${codes} et ${number(n)} de plus`,
  whichLot: (code) => `Il y a une place *${code}* dans plusieurs parkings. Lequel voulez-vous ?`,
  optionFree: (code, price) => `${code} est libre, ${price}`,
  optionTaken: (code) => `${code} est occupée`,
  writeLot: "Écrivez le nom du parking.",
  writeLotOr: (example) => `Écrivez le nom du parking, ou *${example}*.`,
  whichSpot: (codes) =>
    `Quelle place voulez-vous : ${codes.map((code) => `*${code}*`).join(" ou ")} ? Écrivez-la exactement ainsi.`,
  whichSpotNow: "Quelle place voulez-vous ?",
  unknownLot: (name) => `Je ne connais pas de parking *${name}*.`,
  unknownSpot: (name) => `Je ne connais pas de place *${name}*.`,
  onlyForNow: "Je ne peux réserver que pour maintenant, pas pour un autre jour ni une autre heure.",
  onlyForNowWhich:
    "Je ne peux réserver que pour maintenant, pas pour un autre jour ni une autre heure. Quelle place voulez-vous maintenant ?",
  keptFor: (hold) =>
    `Une place réservée maintenant vous est gardée pendant ${hold}, et rien n'est facturé avant l'arrivée de votre voiture.`,
  notFree: {
    free: (spot) => `La place ${spot} vient d'être prise.`,
    reserved: (spot) => `La place ${spot} est réservée par quelqu'un d'autre.`,
    occupied: (spot) => `La place ${spot} est occupée.`,
    maintenance: (spot) => `La place ${spot} est hors service.`,
    unknown: (spot) => `La place ${spot} ne peut pas être réservée pour l'instant.`,
  },
  bookThis: (spot) => `Place ${spot} : voulez-vous la réserver ?`,
  didYouMeanBook: (code, lot) => `Vouliez-vous dire *réserver ${code}* à ${lot} ?`,
};

const questions: Messages["questions"] = {
  confirm: (question, command) => `${question} Écrivez *oui*, ou *${command}*.`,
  isThisMeant: "Est-ce bien ce que vous voulez dire ?",
  over: (answer) => `Cette question n'est plus d'actualité. ${answer}`,
  earlierBooking: (answer) => `Ce message concernait une réservation précédente, qui est terminée. ${answer}`,
};

const bookings: Messages["bookings"] = {
  booked: (spot, until) => `La place ${spot} vous est réservée jusqu'à ${until}.`,
  lightTurnsBlue: (price) =>
    `Le voyant de la borne passe au bleu. La facturation commence quand le capteur voit votre voiture : ${price}.`,
  billedFromParked: (price) =>
    `Écrivez *garé* quand votre voiture est en place. La facturation commence alors : ${price}.`,
  yourBalance: (sum) => `Votre solde est de ${sum}.`,
  bookedAlready: (spot, until) => `La place ${spot} vous est déjà réservée, jusqu'à ${until}.`,
  hasAnother: (spot, until) =>
    `Vous avez réservé ${spot}, jusqu'à ${until}. Une seule place à la fois : écrivez *annuler* pour la rendre, puis réservez-en une autre.`,
  nothing: "Vous n'avez pas de réservation en ce moment. Écrivez *places* pour voir ce qui est libre.",
  nothingToCancel: "Vous n'avez pas de réservation à annuler. Écrivez *places* pour voir ce qui est libre.",
  nothingToExtend: "Vous n'avez pas de réservation à prolonger. Écrivez *places* pour voir ce qui est libre.",
  noneYet: "Vous n'avez pas encore de réservations. Écrivez *places* pour voir ce qui est libre.",
  nothingBilledYet: "Rien n'est facturé avant l'arrivée de votre voiture.",
  writeParked: "Écrivez *garé* quand votre voiture est en place.",
  extendHint: "Écrivez *prolonger* s'il vous faut plus de temps.",
  sureToCancel: (spot, until) =>
    `Annuler la réservation ? La place ${spot} est à vous jusqu'à ${until}. Écrivez *oui* ou *non*.`,
  cancelled: (spot) =>
    `Votre réservation de ${spot} est annulée. Elle n'a rien coûté. Écrivez *places* pour réserver à nouveau.`,
  cancelledByTeam: (spot) =>
    `Notre équipe a annulé votre réservation de ${spot}. Elle n'a rien coûté. Écrivez *places* pour réserver une autre place.`,
  kept: (spot, until) => `C'est maintenu. La place ${spot} reste à vous jusqu'à ${until}.`,
  extended: (spot, until) => `C'est fait : la place ${spot} vous est réservée jusqu'à ${until}.`,
  extendedByTeam: (spot, until) => `La place ${spot} vous est maintenant gardée jusqu'à ${until}.`,
  movedByTeam: (from, spot) =>
    `Notre équipe a déplacé votre réservation de *${from}* à la place ${spot}. Le prix reste le même.`,
  lotDoesNotExtend: "Ce parking ne prolonge pas les réservations.",
  extendedOnce: "Une réservation peut être prolongée une fois, et celle-ci l'a déjà été.",
  othersWait: "Quelqu'un d'autre attend une place.",
  staysYours: (why, spot, until) => `${why} La place ${spot} reste à vous jusqu'à ${until}.`,
  elsewhere: (spot) =>
    `Votre réservation est pour ${spot}. Garez-vous là, s'il vous plaît, ou écrivez ici ce qui s'est passé et notre équipe vous aidera.`,
  expired: (spot) =>
    `Votre réservation de ${spot} est terminée, car aucune voiture n'est venue. Elle n'a rien coûté. Écrivez *places* pour réserver à nouveau.`,
  reminder: (spot, until, extendable) =>
    `La place ${spot} vous est gardée jusqu'à ${until}.${extendable ? " Écrivez *prolonger* s'il vous faut plus de temps." : ""} Écrivez *annuler* pour la rendre.`,
  doubted:
    "Ce numéro a déjà servi à quelqu'un d'autre, une personne de notre équipe doit donc d'abord vérifier. Elle vous écrira ici. D'ici là, je ne peux ni réserver ni afficher un solde.",
};

const stays: Messages["stays"] = {
  parkedSince: (spot, since, price) => `Vous êtes à la place ${spot} depuis ${since}. La facturation court : ${price}.`,
  endsBySensor: "Repartez simplement quand vous avez terminé.",
  endsByWord: "Écrivez *parti* quand vous êtes reparti.",
  endsBySensorWithReceipt: "Repartez simplement quand vous avez terminé, et le reçu arrive ici.",
  endsByWordWithReceipt: "Écrivez *parti* quand vous êtes reparti, et le reçu arrive ici.",
  notSeenYet:
    "Le capteur ne voit pas encore votre voiture. Vérifiez que vous êtes à la bonne place ; notre équipe regarde aussi.",
  notSeen:
    "Le capteur ne voit pas votre voiture. Vérifiez que vous êtes à la bonne place ; notre équipe regarde aussi.",
  runningSince: (spot, since, minutes) => `Vous êtes à la place ${spot} depuis ${since} (${minutes}).`,
  costSoFar: (sum, price) => `Jusqu'ici : *${sum}* (${price}).`,
  billingStopped: (at) =>
    `La facturation s'est arrêtée à ${at} : le stationnement dure plus longtemps que le parking ne le permet.`,
  moreThanBalance: (sum) =>
    `C'est ${sum} de plus que votre solde. Vous pouvez rester, et payer le reste avant de réserver à nouveau.`,
  balanceAfter: (sum) => `Votre solde ensuite : ${sum}.`,
  billChecked: (sum) => `La facture est de *${sum}*, et notre équipe la vérifie.`,
  parkedAlready: (spot) => `Vous êtes déjà à la place ${spot}.`,
  leaveFirst: (spot, bySensor) =>
    `Vous êtes à la place ${spot}. Une seule place à la fois : ${bySensor ? "repartez d'abord" : "écrivez *parti* quand vous êtes reparti"}, puis réservez-en une autre.`,
  howToEnd: (spot, bySensor) =>
    `Vous êtes à la place ${spot}. ${
      bySensor
        ? "Repartez simplement : le capteur le voit, la facturation s'arrête et le reçu arrive ici. Si vous êtes déjà reparti, écrivez *parti*."
        : "Quand vous êtes reparti, écrivez *parti* : la facturation s'arrête et le reçu arrive ici."
    }`,
  nothingToCancel: (spot, bySensor) =>
    `Vous êtes à la place ${spot}, il n'y a donc rien à annuler. ${
      bySensor
        ? "Cela se termine tout seul quand vous repartez. Si vous êtes déjà reparti, écrivez *parti*."
        : "Écrivez *parti* quand vous êtes reparti."
    }`,
  nothingToExtend: (spot) =>
    `Vous êtes à la place ${spot} et pouvez rester aussi longtemps que vous voulez. Il n'y a rien à prolonger.`,
  notBegun: (spot) =>
    `Votre stationnement à la place ${spot} n'a pas commencé, et rien n'est facturé. Écrivez *annuler* pour rendre la place.`,
  none: "Vous n'avez pas de stationnement en cours, et rien n'est facturé. Écrivez *historique* pour voir vos dernières réservations.",
  saidNotMine: (spot) =>
    `Vous nous avez dit que la voiture à la place ${spot} n'est pas la vôtre. Notre équipe vérifie et corrigera votre facture. Vous n'avez rien à faire.`,
  saidLeft: (spot) =>
    `Vous nous avez dit avoir quitté la place ${spot}, et le capteur y voit encore une voiture. Notre équipe vérifie et réglera votre facture. Si ce n'est pas la vôtre, écrivez *pas ma voiture*.`,
  settledFirst: (claim) => `${claim} Dès que c'est réglé, vous pourrez réserver une autre place.`,
  stillThere: (spot) =>
    `Le capteur voit encore une voiture à la place ${spot}, la facturation continue donc. Notre équipe est prévenue et s'en occupe. Si ce n'est pas la vôtre, écrivez *pas ma voiture*.`,
  notYours: (spot) =>
    `Merci de nous prévenir. Notre équipe va regarder la place ${spot} et corriger votre facture. Vous aurez des nouvelles ici.`,
  limitNear: (spot, limit, at, seen) =>
    `Votre stationnement à la place ${spot} atteint la limite de ${limit} à ${at}. ${
      seen
        ? "Notre équipe sera alors prévenue. Vous pouvez rester, et la facturation continue tant que votre voiture est là."
        : "Aucun capteur ne voit votre voiture. Si vous êtes déjà reparti, écrivez *parti*. Sinon la facturation s'arrête à ce moment-là, et notre équipe regarde."
    }`,
  limitReachedSeen: (spot, limit) =>
    `Votre stationnement à la place ${spot} dure depuis plus de ${limit}. La facturation continue, car le capteur voit votre voiture. Notre équipe est prévenue.`,
  limitReachedUnseen: (spot, limit, stopped) =>
    `Votre stationnement à la place ${spot} dure depuis plus de ${limit}. Aucun capteur ne voit votre voiture, la facturation s'est donc arrêtée à ${stopped}, et notre équipe regarde. Si vous êtes reparti, écrivez *parti*.`,
  balanceLow: (balance, minutes, code) =>
    `Votre solde de ${balance} suffit pour environ ${minutes} de plus à la place *${code}*. Vous pouvez rester ; ce qui manque reste dû et doit être payé avant de réserver à nouveau.`,
  balanceUsedUp: (balance, code) =>
    `Votre solde de ${balance} est épuisé alors que vous êtes à la place *${code}*. Vous pouvez rester ; ce qui manque reste dû et doit être payé avant de réserver à nouveau.`,
  receipt: {
    heading: (booking) => `*Reçu* de la réservation ${number(booking)}`,
    spot: (spot, time, minutes) => `Place ${spot}, ${time} (${minutes})`,
    clockJumped:
      "Notre horloge a été réglée pendant votre stationnement : vous payez la durée la plus courte possible, et notre équipe vérifie la facture.",
    freeAfter: (at) => `Rien n'est facturé pour le temps après ${at}.`,
    total: (sum) => `Total : *${sum}*`,
    checked: "Notre équipe vérifie cette facture, comme vous l'avez demandé, et la corrige si elle est fausse.",
    owed: (sum) => `Vous devez ${sum} : rechargez votre solde avant de réserver à nouveau.`,
    balance: (sum) => `Votre solde est de ${sum}.`,
  },
};

const waiting: Messages["waiting"] = {
  next: (lot) =>
    `Vous êtes la prochaine personne sur la liste pour une place à ${lot}. Je vous écris dès qu'une place vous est gardée. Écrivez *ne plus attendre* si vous n'en avez plus besoin.`,
  inLine: (place, lot) =>
    `Vous êtes au rang ${number(place)} de la liste pour une place à ${lot}. Je vous écris dès qu'une place vous est gardée. Écrivez *ne plus attendre* si vous n'en avez plus besoin.`,
  kept: (spot, until) =>
    `La place ${spot} vous est gardée jusqu'à ${until}. Écrivez *oui* pour la réserver, ou *non* si vous n'en avez plus besoin.`,
  offered: (spot, until) =>
    `Bonne nouvelle : la place ${spot} est libre et vous est gardée jusqu'à ${until}. Écrivez *oui* pour la réserver, ou *non* si vous n'en avez plus besoin.`,
  lapsed: (spot) => `La place ${spot} ne vous est plus gardée. Écrivez *attendre* pour attendre la prochaine.`,
  stopped: (lot) => `Vous n'attendez plus de place à ${lot}. Écrivez *places* pour voir ce qui est libre.`,
  notPutInLine: "D'accord, je ne vous mets pas sur la liste. Écrivez *places* pour voir ce qui est libre.",
  noNeed: (lot) => `Inutile d'attendre : il y a une place libre à ${lot}.`,
  whichLot: (lots) =>
    `Dans quel parking voulez-vous attendre : ${lots.map((lot) => `*${lot}*`).join(" ou ")} ? Écrivez son nom.`,
};

const account: Messages["account"] = {
  owes: (sum) => `Vous devez ${sum}`,
  has: (sum) => `Votre solde est de ${sum}`,
  tooLow: (has, lot, needed) =>
    `${has}, et pour réserver à ${lot} il faut au moins ${needed}. Demandez ici à notre équipe de recharger votre solde, puis réservez à nouveau.`,
  debt: (sum) =>
    `Vous devez *${sum}*. Demandez ici à notre équipe de recharger votre solde avant de réserver à nouveau.`,
  balance: (sum) => `Votre solde est de *${sum}*.`,
  stayChecked: (sum) => `Votre stationnement jusqu'ici : ${sum}, que notre équipe vérifie, comme vous l'avez demandé.`,
  stayCharged: (sum) => `Votre stationnement jusqu'ici : ${sum}, débités à la fin.`,
  toppedUp: (sum, balance) => `Nous avons reçu ${sum}, merci. Votre solde est de ${balance}.`,
  added: (sum, balance) => `${sum} ont été ajoutés à votre solde. Votre solde est de ${balance}.`,
  taken: (sum, balance) => `${sum} ont été retirés de votre solde. Votre solde est de ${balance}.`,
  adjusted: (booking, spot, now, before, balance) =>
    `La réservation ${number(booking)} (${spot}) coûte maintenant *${now}* au lieu de ${before}. Votre solde est de ${balance}.`,
  history: "Vos dernières réservations :",
  past: (day, spot, outcome) => `${day} : ${spot}\n${outcome}`,
  completed: (minutes, sum) => `${minutes}, ${sum}`,
  running: (minutes, sum) => `${minutes} jusqu'ici, ${sum}`,
  reserved: (until) => `réservée jusqu'à ${until}`,
  cancelled: "annulée, sans frais",
  expired: "aucune voiture n'est venue, sans frais",
};

const occasions: Messages["occasions"] = {
  "stay.ended":
    "Votre reçu de la réservation {{booking}} : place {{spot}} à {{lot}}, {{period}} ({{duration}}). Total : {{total}}. {{note}} Écrivez-nous ici si quelque chose ne va pas.",
  "booking.reminded":
    "Votre place {{spot}} à {{lot}} vous est gardée jusqu'à {{until}}. Prolongez s'il vous faut plus de temps, ou annulez pour la rendre.",
  "booking.expired":
    "Votre réservation de la place {{spot}} à {{lot}} est terminée, car aucune voiture n'est venue. Elle n'a rien coûté.",
  "offer.made": "La place {{spot}} à {{lot}} est libre et vous est gardée jusqu'à {{until}}. Voulez-vous la réserver ?",
  "offer.lapsed": "La place {{spot}} à {{lot}} ne vous est plus gardée.",
  "booking.confirmed":
    "Notre équipe a réservé pour vous la place {{spot}} à {{lot}} jusqu'à {{until}}. Le prix ({{price}}) compte dès que votre voiture est là.",
  "booking.cancelled_by_team":
    "Notre équipe a annulé votre réservation de la place {{spot}} à {{lot}}. Elle n'a rien coûté.",
  "booking.extended_by_team":
    "Votre réservation de la place {{spot}} à {{lot}} a été prolongée : elle vous est gardée jusqu'à {{until}} au même prix.",
  "booking.moved_by_team":
    "Notre équipe a déplacé votre réservation de la place {{from}} à la place {{spot}} à {{lot}}. Le prix reste le même.",
  "booking.adjusted":
    "Votre réservation {{booking}} (place {{spot}} à {{lot}}) coûte maintenant {{cost}} au lieu de {{before}}. Votre solde est maintenant de {{balance}}.",
  "account.credited": "Votre solde de parking a changé de {{change}} et est maintenant de {{balance}}.",
  "stay.started":
    "Votre stationnement à la place {{spot}} à {{lot}} a commencé à {{since}}. Le prix ({{price}}) compte jusqu'à votre départ.",
  "stay.limit_near":
    "Votre stationnement à la place {{spot}} à {{lot}} atteint la limite de {{limit}} à {{time}}, et notre équipe sera alors prévenue. Si vous êtes déjà reparti, dites-le-nous.",
  "stay.limit_reached":
    "Votre stationnement à la place {{spot}} à {{lot}} dure depuis plus de {{limit}}, et notre équipe est prévenue. Si vous êtes déjà reparti, dites-le-nous.",
  "stay.balance_low":
    "Votre solde de {{balance}} est presque épuisé par votre stationnement à la place {{spot}} à {{lot}}. Vous pouvez rester ; ce qui manque se paie avant de réserver à nouveau.",
};

/** The French catalogue. */
export const fr: Messages = {
  language: "fr",
  ...formats,
  ...{ tariff, bot, typed, commands, titles, spots, questions, bookings, stays, waiting, account, occasions },
};
