// The phrases for the commands, and words that may surround them. All normalized as in base/normalize-text.ts. Pure.
import type { Phrased } from "../../texts/words-shape.ts";

const exampleOf: Record<Phrased, string> = {
  slots: "slots, slot, spots, spot, free, available, parking, park",
  book: "book, reserve, make a booking, make booking, make a reservation, new booking",
  status:
    "status, booking, my spot, my slot, what is my spot, which is my spot, which spot is mine, where am i parked, where did i park, where is my car, how much so far, how much is it so far, cost so far",
  cancel: "cancel, give it back, give the spot back",
  balance: "balance, top up, how much money do i have, how much do i have, what do i owe, do i owe anything",
  history: "history, last bookings, my last bookings, last booking, old bookings, my stays",
  extend: "extend, longer, more time, i need more time, need more time, keep it longer, hold it longer",
  wait: "wait, waitlist, waiting list, join waitlist, join the waitlist, join the waiting list, join waiting list, join the queue, join the line, put me on the waitlist, put me on the waiting list",
  stop_waiting:
    "stop waiting, stop wait, quit waiting, leave waitlist, leave the waitlist, leave the waiting list, leave waiting list, leave the queue, leave the line, cancel waiting, cancel waitlist, cancel the waitlist, cancel my waiting, not waiting any more, not waiting anymore",
  parked:
    "parked, arrived, here, i m here, im here, i am here, i have arrived, i ve arrived, i arrived, i parked, i am parked, i m parked, im parked, i have parked, i ve parked, i just parked, i just arrived, we are here, car is parked, my car is parked, my car is there",
  left: "left, i left, i have left, i ve left, i just left, gone, i am gone, i m gone, im gone, i drove off, drove off, i drove away, i am out, i m out, im out, my car is gone, i drove off already, i have driven off, i ve driven off, already left, i already left, i have already left",
  leaving:
    "done, i m done, im done, i am done, all done, leaving, i m leaving, im leaving, i am leaving, leaving now, stop, finish, finished, i m finished, checkout, check out, exit, end, end stay, end my stay, end parking, end it, stop parking, stop billing, stop the clock, go, going, i m going, i am going, bye, goodbye, how do i leave, how do i end, how do i stop, how do i pay, how can i pay, pay, how does it end",
  not_me:
    "not me, not my car, not mine, this is not me, that is not me, that s not me, thats not me, it s not me, its not me, it is not me, it wasn t me, it wasnt me, it was not me, wasn t me, this is not my car, that is not my car, that s not my car, thats not my car, it s not my car, its not my car, it is not my car, that s not mine, thats not mine",
  yes: "yes, y, yeah, yep, yup, ya, ok, okay, k, sure, confirm, confirmed, yes cancel, yes cancel it, yes i do, do it, go ahead, of course",
  no: "no, n, nope, nah, no keep it, no keep, don t, dont, do not, never mind, nevermind, better not, not now",
  keep: "keep it, keep, keep my booking, keep the booking, keep my spot, keep the spot",
};

/** From a phrase to its command. */
export const phrases: ReadonlyMap<string, Phrased> = new Map(
  Object.entries(exampleOf).flatMap(([kind, list]) => list.split(", ").map((phrase) => [phrase, kind as Phrased])),
);

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Words without influence on the meaning. */
const filler = set(
  "i me my the a an is are am s m d what whats which show see check view tell give get can could you would like to want need do have of for now today right current currently about it this that how much there any list all let know just ok still please",
);

type Bagged = "cancel" | "extend" | "history" | "balance" | "status" | "slots";

/** A sentence matches when it has a word of `one`, and otherwise only words of `beside` and `fill`. The first match counts. */
const bags: readonly {
  kind: Bagged;
  one: ReadonlySet<string>;
  beside: ReadonlySet<string>;
  fill: ReadonlySet<string>;
}[] = [
  { kind: "cancel", one: set("cancel"), beside: set("booking reservation spot slot"), fill: filler },
  {
    kind: "extend",
    one: set("extend extension"),
    beside: set("booking reservation spot slot stay hold time more longer"),
    fill: filler,
  },
  {
    kind: "history",
    one: set("history receipts past previous"),
    beside: set("booking bookings parking stay stays payments reservations last"),
    fill: filler,
  },
  {
    kind: "balance",
    one: set("balance credit credits wallet"),
    beside: set("account money left remaining in parking"),
    fill: filler,
  },
  {
    kind: "status",
    one: set("status booking bookings reservation"),
    beside: set("parking spot slot"),
    fill: filler,
  },
  {
    kind: "slots",
    one: set("slots spots spaces bays parking slot spot park"),
    beside: set(
      "free available availability vacant empty open left lot lots space places place where here find looking car",
    ),
    fill: new Set([...filler].filter((word) => word !== "my")),
  },
  {
    kind: "slots",
    one: set("free available availability vacant"),
    beside: set("anything something"),
    fill: set("any what whats which is s are there now right currently show see me list still the"),
  },
];

/** The longest sentence that is matched in this way, in words. */
const MAX_WORDS = 10;

/** The command of a sentence regardless of the order of its words; null when there is none. */
export function bagOf(plain: string): Bagged | null {
  const words = plain.split(" ");
  if (words.length > MAX_WORDS) return null;
  const fits = ({ one, beside, fill }: (typeof bags)[number]) =>
    words.some((word) => one.has(word)) && words.every((word) => one.has(word) || beside.has(word) || fill.has(word));
  return bags.find(fits)?.kind ?? null;
}
