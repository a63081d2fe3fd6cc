// All the bot's texts in English: every sentence, title and word, in short plain sentences. When each is used is decided elsewhere. Pure.
import type { Language } from "../../contract/skill.ts";
import { formatsIn, hoursIn, tariffIn } from "./formats.ts";

const { number, plural, formats } = formatsIn(
  "en",
  { minutes: "min", hours: "h", days: { one: "day", other: "days" }, to: "to" },
  "en-GB",
);

const tariff = tariffIn(formats, {
  free: "free of charge",
  hourly: (sum) => `${sum} an hour`,
  firstFree: (time) => `the first ${time} free`,
  atMost: (sum) => `at most ${sum} a day`,
});

const hours = hoursIn("en-GB", {
  always: "open around the clock",
  closed: "closed until further notice",
  span: (from, to) => `${from}–${to}`,
  and: " and ",
  today: (spans) => `today ${spans}`,
  opens: {
    today: (time) => `opens today ${time}`,
    tomorrow: (time) => `opens tomorrow ${time}`,
    weekday: (day, time) => `opens ${day} ${time}`,
    date: (day, time) => `opens on ${day} ${time}`,
  },
});

/** Texts of the bot that belong to no skill. */
const bot = {
  /** Working hours. */
  hours,
  colleagueWillAnswer: "A colleague will answer you here.",
  optedOut:
    "You will get no more offers from us. If you write to us, we still answer. Write START to get offers again.",
  optedIn: "You will get our offers again. Write STOP whenever you want no more.",
  didNotWork: "That did not work just now. A colleague will answer you here.",
  noMoreAnswers: "I have answered a lot here lately, so I am pausing. A colleague will answer you here.",
  saidOften: "I have told you this several times now. A colleague will answer you here.",
  cannotRead: {
    audio: "I cannot listen to voice messages.",
    image: "I cannot look at pictures.",
    sticker: "I cannot look at stickers.",
    video: "I cannot watch videos.",
    document: "I cannot read files.",
    location: "I cannot use a location.",
    contacts: "I cannot use contact cards.",
    order: "I cannot take orders from the catalogue.",
    other: "I cannot read this kind of message.",
  },
  didYouMean: (command: string) => `Did you mean *${command}*?`,
  hello: "Hello! I answer by myself here.",
  gladToHelp: "Glad to help.",
  notUnderstood: "Sorry, I did not understand that.",
  menuOrPerson: "Write *menu* to see what I can do, or ask for a person.",
  sayWhatYouNeed: "Write what you need, or ask for a person.",
  talkToPerson: "Talk to a person",
  noCalls: "We can't take voice calls on WhatsApp. Write here what you need, or tap the button and we call you back.",
  callUs:
    "If you see a phone at the top of this chat, you can call us there. You can also write here what you need, or tap the button and we call you back.",
  callMeBack: "Call me back",
  /** The list of the languages to choose from: its text, and the title of its button. */
  chooseLanguage: "In which language shall I write to you?",
  languages: "Languages",
  languageChosen: "I write to you in English from now on.",
  menu: "Menu",
  /** The answers of the keyword rules that come with Bellhop, as long as nobody has changed them. */
  rules: {
    menu: "Here is what you can write:\n\n{{commands}}",
    help: "Write *menu* to see what I can do by myself.\n\nFor anything else, just write it here: people read along and answer.",
  },
};

/** The commands as they are typed. */
const typed = {
  menu: "menu",
  help: "help",
  slots: "slots",
  status: "status",
  cancel: "cancel",
  extend: "extend",
  balance: "balance",
  history: "history",
  wait: "wait",
  waitFor: (lot: string) => `wait for ${lot}`,
  book: (code: string) => `book ${code}`,
  bookAt: (code: string, lot: string) => `book ${code} at ${lot}`,
};

/** What the commands do, in the menu. */
const commands = {
  menu: "shows this list",
  help: "how this works",
  slots: "shows which parking spots are free",
  book: "books that spot for you",
  status: "shows your booking, or your time and cost so far",
  cancel: "gives your booking back",
  extend: "keeps your spot longer",
  balance: "shows your balance",
  history: "shows your last bookings",
};

/** Titles of buttons, rows and lists. */
const titles = {
  slots: "Slots",
  freeSpots: "Free spots",
  choose: "Choose",
  status: "Status",
  refresh: "Refresh",
  extend: "Extend",
  cancel: "Cancel",
  parked: "I parked",
  left: "I left",
  notMine: "Not my car",
  balance: "Balance",
  history: "History",
  yes: "Yes",
  yesCancel: "Yes, cancel",
  noKeep: "No, keep it",
  noThanks: "No, thanks",
  stopWaiting: "Stop waiting",
  waitAgain: "Wait again",
  waitForSpot: "Wait for a spot",
  waitAt: (lot: string) => `Wait: ${lot}`,
  book: (code: string) => `Book ${code}`,
  bookIt: "Book it",
};

/** Lots and spots: what is free, and which one is meant. `spot` is a result of `spotAt`. */
const spots = {
  spotAt: (code: string, lot: string) => `*${code}* at ${lot}`,
  noSpots: "There are no parking spots yet.",
  chooseSpot: (example: string) => `Choose a spot, or write *${example}*.`,
  waitHint: (example: string) => `Write *${example}*, and the next spot that comes free is kept for you.`,
  moreLots: (n: number) =>
    `And ${number(n)} more ${plural(n, { one: "lot", other: "lots" })}: write *slots at* with the lot's name.`,
  lotLine: (lot: string, what: string) => `*${lot}*: ${what}`,
  freeAndTaken: (free: number, taken: number) => `${number(free)} free, ${number(taken)} taken`,
  cannotBeSeen: (unseen: number, all: number) =>
    `no spot can be booked right now, as ${number(unseen)} of ${number(all)} cannot be seen. Please ask again in a minute`,
  allTaken: (n: number) => plural(n, { one: "its only spot is taken", other: `all ${number(n)} spots are taken` }),
  freeCodes: (codes: string) => `Free: ${codes}`,
  /** Consecutive codes, from the first to the last. */
  range: (first: string, last: string) => `${first} to ${last}`,
  andMore: (codes: string, n: number) => `${codes} and ${number(n)} more`,
  whichLot: (code: string) => `There is a spot *${code}* in several lots. Which one do you mean?`,
  optionFree: (code: string, price: string) => `${code} is free, ${price}`,
  optionTaken: (code: string) => `${code} is taken`,
  writeLot: "Write the lot's name.",
  writeLotOr: (example: string) => `Write the lot's name, or *${example}*.`,
  whichSpot: (codes: readonly string[]) =>
    `Which spot do you mean: ${codes.map((code) => `*${code}*`).join(" or ")}? Write it exactly like that.`,
  whichSpotNow: "Which spot would you like?",
  unknownLot: (name: string) => `I know no lot *${name}*.`,
  unknownSpot: (name: string) => `I know no spot *${name}*.`,
  onlyForNow: "I can only book for now, not for another day or time.",
  onlyForNowWhich: "I can only book for now, not for another day or time. Which spot would you like now?",
  keptFor: (hold: string) =>
    `A spot that you book now is kept for you for ${hold}, and nothing is billed before your car is there.`,
  /** Why a spot cannot be booked, by its state. */
  notFree: {
    free: (spot: string) => `Spot ${spot} was just taken.`,
    reserved: (spot: string) => `Spot ${spot} is booked by somebody else.`,
    occupied: (spot: string) => `Spot ${spot} is taken.`,
    maintenance: (spot: string) => `Spot ${spot} is out of service.`,
    unknown: (spot: string) => `Spot ${spot} cannot be booked right now.`,
  },
  bookThis: (spot: string) => `Spot ${spot}: do you want to book it?`,
  didYouMeanBook: (code: string, lot: string) => `Did you mean *book ${code}* at ${lot}?`,
};

/** Questions to the driver. */
const questions = {
  confirm: (question: string, command: string) => `${question} Write *yes*, or *${command}*.`,
  isThisMeant: "Is this what you mean?",
  over: (answer: string) => `That question is over. ${answer}`,
  earlierBooking: (answer: string) => `That message was about an earlier booking, which is over. ${answer}`,
};

/** A booking whose car has not arrived yet. */
const bookings = {
  booked: (spot: string, until: string) => `Spot ${spot} is booked for you until ${until}.`,
  lightTurnsBlue: (price: string) =>
    `The light at the post turns blue. Billing starts when the sensor sees your car: ${price}.`,
  billedFromParked: (price: string) => `Write *parked* when your car is there. Billing starts then: ${price}.`,
  yourBalance: (sum: string) => `Your balance is ${sum}.`,
  bookedAlready: (spot: string, until: string) => `Spot ${spot} is booked for you already, until ${until}.`,
  hasAnother: (spot: string, until: string) =>
    `You have booked ${spot}, until ${until}. One spot at a time: write *cancel* to give it back, then book another one.`,
  nothing: "You have no booking at the moment. Write *slots* to see what is free.",
  nothingToCancel: "You have no booking to cancel. Write *slots* to see what is free.",
  nothingToExtend: "You have no booking to extend. Write *slots* to see what is free.",
  noneYet: "You have no bookings yet. Write *slots* to see what is free.",
  nothingBilledYet: "Nothing is billed until your car is there.",
  writeParked: "Write *parked* when your car is there.",
  extendHint: "Write *extend* if you need longer.",
  sureToCancel: (spot: string, until: string) =>
    `Cancel booking? Spot ${spot} is yours until ${until}. Write *yes* or *no*.`,
  cancelled: (spot: string) => `Your booking of ${spot} is cancelled. It cost nothing. Write *slots* to book again.`,
  cancelledByTeam: (spot: string) =>
    `Our team has cancelled your booking of ${spot}. It cost nothing. Write *slots* to book another spot.`,
  kept: (spot: string, until: string) => `Kept. Spot ${spot} stays yours until ${until}.`,
  extended: (spot: string, until: string) => `Done: spot ${spot} is now booked for you until ${until}.`,
  extendedByTeam: (spot: string, until: string) => `Spot ${spot} is now kept for you until ${until}.`,
  movedByTeam: (from: string, spot: string) =>
    `Our team has moved your booking from *${from}* to spot ${spot}. The price stays the same.`,
  lotDoesNotExtend: "This lot does not extend bookings.",
  extendedOnce: "A booking can be extended once, and this one was.",
  othersWait: "Somebody else is waiting for a spot.",
  staysYours: (why: string, spot: string, until: string) => `${why} Spot ${spot} stays yours until ${until}.`,
  elsewhere: (spot: string) =>
    `Your booking is for ${spot}. Please park there, or write here what happened and our team will help.`,
  expired: (spot: string) =>
    `Your booking of ${spot} has ended because no car came. It cost nothing. Write *slots* to book again.`,
  reminder: (spot: string, until: string, extendable: boolean) =>
    `Spot ${spot} is kept for you until ${until}.${extendable ? " Write *extend* if you need longer." : ""} Write *cancel* to give it back.`,
  doubted:
    "This number was used by somebody else before, so a colleague has to look at it first. They will write to you here. Until then I cannot book or show a balance.",
};

/** A stay: the car is there, or the driver says so. */
const stays = {
  parkedSince: (spot: string, since: string, price: string) =>
    `You are parked on ${spot} since ${since}. Billing runs: ${price}.`,
  endsBySensor: "Just drive off when you are done.",
  endsByWord: "Write *left* when you have driven off.",
  endsBySensorWithReceipt: "Just drive off when you are done, and the receipt comes here.",
  endsByWordWithReceipt: "Write *left* when you have driven off, and the receipt comes here.",
  notSeenYet:
    "The sensor does not see your car yet. Please check that you are on the right spot; our team will have a look as well.",
  notSeen:
    "The sensor does not see your car. Please check that you are on the right spot; our team has a look as well.",
  runningSince: (spot: string, since: string, minutes: string) =>
    `You are parked on ${spot} since ${since} (${minutes}).`,
  costSoFar: (sum: string, price: string) => `So far: *${sum}* (${price}).`,
  billingStopped: (at: string) => `Billing stopped at ${at}: the stay is longer than the lot allows.`,
  moreThanBalance: (sum: string) =>
    `That is ${sum} more than your balance. You can stay, and pay the rest before you book again.`,
  balanceAfter: (sum: string) => `Your balance after it: ${sum}.`,
  billChecked: (sum: string) => `The bill stands at *${sum}*, and our team checks it.`,
  parkedAlready: (spot: string) => `You are parked on ${spot} already.`,
  leaveFirst: (spot: string, bySensor: boolean) =>
    `You are parked on ${spot}. One spot at a time: ${bySensor ? "drive off first" : "write *left* when you have driven off"}, then book another one.`,
  howToEnd: (spot: string, bySensor: boolean) =>
    `You are parked on ${spot}. ${
      bySensor
        ? "Just drive off: the sensor sees it, billing stops then, and the receipt comes here. If you have left already, write *left*."
        : "When you have driven off, write *left*: billing stops then, and the receipt comes here."
    }`,
  nothingToCancel: (spot: string, bySensor: boolean) =>
    `You are parked on ${spot}, so there is nothing to cancel. ${
      bySensor
        ? "It ends by itself when you drive off. If you have left already, write *left*."
        : "Write *left* when you have driven off."
    }`,
  nothingToExtend: (spot: string) =>
    `You are parked on ${spot} and can stay as long as you like. There is nothing to extend.`,
  notBegun: (spot: string) =>
    `Your stay on ${spot} has not begun, and nothing is billed. Write *cancel* to give the spot back.`,
  none: "You have no running stay, and nothing is being billed. Write *history* to see your last bookings.",
  saidNotMine: (spot: string) =>
    `You told us that the car on ${spot} is not yours. Our team is looking into it and corrects your bill. You need not do anything.`,
  saidLeft: (spot: string) =>
    `You told us that you have left ${spot}, and the sensor still sees a car there. Our team is looking into it and settles your bill. If it is not your car, write *not my car*.`,
  settledFirst: (claim: string) => `${claim} As soon as that is settled you can book another spot.`,
  stillThere: (spot: string) =>
    `The sensor still sees a car on ${spot}, so billing has not stopped yet. Our team is told and will settle it. If it is not your car, write *not my car*.`,
  notYours: (spot: string) =>
    `Thank you for telling us. Our team will look at spot ${spot} and correct your bill. You hear from us here.`,
  limitNear: (spot: string, limit: string, at: string, seen: boolean) =>
    `Your stay on ${spot} reaches the limit of ${limit} at ${at}. ${
      seen
        ? "Our team is told then. You can stay, and billing goes on as long as your car is there."
        : "No sensor sees your car. If you have left already, write *left*. Otherwise billing stops then, and our team has a look."
    }`,
  limitReachedSeen: (spot: string, limit: string) =>
    `Your stay on ${spot} has lasted longer than ${limit}. Billing goes on, because the sensor sees your car. Our team is told.`,
  limitReachedUnseen: (spot: string, limit: string, stopped: string) =>
    `Your stay on ${spot} has lasted longer than ${limit}. No sensor sees your car, so billing stopped at ${stopped}, and our team has a look. If you have left, write *left*.`,
  balanceLow: (balance: string, minutes: string, code: string) =>
    `Your balance of ${balance} covers about ${minutes} more on *${code}*. You can stay; what is missing is owed and has to be paid before you book again.`,
  balanceUsedUp: (balance: string, code: string) =>
    `Your balance of ${balance} is used up, while you are parked on *${code}*. You can stay; what is missing is owed and has to be paid before you book again.`,
  receipt: {
    heading: (booking: number) => `*Receipt* for booking ${number(booking)}`,
    spot: (spot: string, time: string, minutes: string) => `Spot ${spot}, ${time} (${minutes})`,
    clockJumped:
      "Our clock was set during your stay: you pay for the shortest time that it can have been, and our team checks the bill.",
    freeAfter: (at: string) => `Nothing is charged for the time after ${at}.`,
    total: (sum: string) => `Total: *${sum}*`,
    checked: "Our team checks this bill, as you asked, and corrects it if it is wrong.",
    owed: (sum: string) => `You owe ${sum}: please top up before you book again.`,
    balance: (sum: string) => `Your balance is ${sum}.`,
  },
};

/** The waitlist, and spots that are held for people on it. */
const waiting = {
  next: (lot: string) =>
    `You are next in line for a spot at ${lot}. I write to you as soon as one is kept for you. Write *stop waiting* if you no longer need it.`,
  inLine: (place: number, lot: string) =>
    `You are number ${number(place)} in line for a spot at ${lot}. I write to you as soon as one is kept for you. Write *stop waiting* if you no longer need it.`,
  kept: (spot: string, until: string) =>
    `Spot ${spot} is kept for you until ${until}. Write *yes* to book it, or *no* if you no longer need it.`,
  offered: (spot: string, until: string) =>
    `Good news: spot ${spot} is free now and kept for you until ${until}. Write *yes* to book it, or *no* if you no longer need it.`,
  lapsed: (spot: string) => `Spot ${spot} is no longer kept for you. Write *wait* to wait for the next one.`,
  stopped: (lot: string) => `You no longer wait for a spot at ${lot}. Write *slots* to see what is free.`,
  notPutInLine: "All right, I will not put you in line. Write *slots* to see what is free.",
  noNeed: (lot: string) => `No need to wait: there is a free spot at ${lot}.`,
  whichLot: (lots: readonly string[]) =>
    `For which lot do you want to wait: ${lots.map((lot) => `*${lot}*`).join(" or ")}? Write its name.`,
};

/** Balances and past bookings. */
const account = {
  owes: (sum: string) => `You owe ${sum}`,
  has: (sum: string) => `Your balance is ${sum}`,
  tooLow: (has: string, lot: string, needed: string) =>
    `${has}, and booking at ${lot} needs at least ${needed}. Please ask our team here to top up your balance, then book again.`,
  debt: (sum: string) => `You owe *${sum}*. Please ask our team here to top up your balance before you book again.`,
  balance: (sum: string) => `Your balance is *${sum}*.`,
  stayChecked: (sum: string) => `Your stay so far: ${sum}, which our team checks, as you asked.`,
  stayCharged: (sum: string) => `Your stay so far: ${sum}, charged when it ends.`,
  toppedUp: (sum: string, balance: string) => `We received ${sum}, thank you. Your balance is ${balance}.`,
  added: (sum: string, balance: string) => `${sum} was added to your balance. Your balance is ${balance}.`,
  taken: (sum: string, balance: string) => `${sum} was taken from your balance. Your balance is ${balance}.`,
  adjusted: (booking: number, spot: string, now: string, before: string, balance: string) =>
    `Booking ${number(booking)} (${spot}) now costs *${now}* instead of ${before}. Your balance is ${balance}.`,
  history: "Your last bookings:",
  past: (day: string, spot: string, outcome: string) => `${day}: ${spot}\n${outcome}`,
  completed: (minutes: string, sum: string) => `${minutes}, ${sum}`,
  running: (minutes: string, sum: string) => `${minutes} so far, ${sum}`,
  reserved: (until: string) => `booked until ${until}`,
  cancelled: "cancelled, no charge",
  expired: "no car came, no charge",
};

/**
 * Templates that say an occasion while the 24-hour window is closed, to submit for approval: `{{spot}}` is a value of the occasion. WhatsApp takes
 * none that begins or ends with a variable.
 */
const occasions = {
  "stay.ended":
    "Your parking receipt for booking {{booking}}: spot {{spot}} at {{lot}}, {{period}} ({{duration}}). Total: {{total}}. {{note}} Write to us here if something is not right.",
  "booking.reminded":
    "Your spot {{spot}} at {{lot}} is kept for you until {{until}}. Extend it if you need longer, or cancel to give it back.",
  "booking.expired": "Your booking of spot {{spot}} at {{lot}} has ended because no car came. It cost nothing.",
  "offer.made": "Spot {{spot}} at {{lot}} is free now and kept for you until {{until}}. Do you want to book it?",
  "offer.lapsed": "Spot {{spot}} at {{lot}} is no longer kept for you.",
  "booking.confirmed":
    "Our team has booked spot {{spot}} at {{lot}} for you until {{until}}. The price ({{price}}) counts once your car is there.",
  "booking.cancelled_by_team": "Our team has cancelled your booking of spot {{spot}} at {{lot}}. It cost nothing.",
  "booking.extended_by_team":
    "Your booking of spot {{spot}} at {{lot}} was extended: it is kept until {{until}} for the same price.",
  "booking.moved_by_team":
    "Our team has moved your booking from spot {{from}} to spot {{spot}} at {{lot}}. The price stays the same.",
  "booking.adjusted":
    "Your booking {{booking}} (spot {{spot}} at {{lot}}) now costs {{cost}} instead of {{before}}. Your balance is {{balance}} now.",
  "account.credited": "Your parking balance was changed by {{change}} and is {{balance}} now.",
  "stay.started":
    "Your stay on spot {{spot}} at {{lot}} began at {{since}}. The price ({{price}}) counts until you leave.",
  "stay.limit_near":
    "Your stay on spot {{spot}} at {{lot}} reaches the limit of {{limit}} at {{time}}, and our team is told then. If you have left already, tell us.",
  "stay.limit_reached":
    "Your stay on spot {{spot}} at {{lot}} has lasted longer than {{limit}}, and our team is told. If you have left already, tell us.",
  "stay.balance_low":
    "Your balance of {{balance}} is nearly used up by your stay on spot {{spot}} at {{lot}}. You can stay; what is missing is paid before you book again.",
};

/** All texts of the bot in one language. */
export type Messages = typeof en;

/** The English catalogue. */
export const en = {
  language: "en" as Language,
  ...formats,
  ...{ tariff, bot, typed, commands, titles, spots, questions, bookings, stays, waiting, account, occasions },
};
