// English strings of the dialogs that make two contacts one, or one two.
export default {
  same_becomes:
    "{{name}} and {{other}} become one person: their conversations, balances and bookings are joined. You can take them apart again.",
  same_do: "Make them one person",
  same_done: "They are one person now",
  same_find: "Name, number or user id",
  same_found: "Contacts found",
  same_more: "{{shown}} of {{count}} are shown. Write more of the name or number.",
  same_none: "Nobody else is found by that.",
  same_since: "since {{at}}",
  same_text: "Who is the same person as {{name}}? Search for the other contact.",
  key_seen: "first seen {{at}}",
  key_until: "first seen {{at}}, until {{until}}",
  keys_all: "Leave at least one: it is {{name}}'s own.",
  keys_do: "Make them two people",
  keys_done: "They are two people now",
  keys_of: "Numbers and user ids",
  keys_text: "The other person gets a contact of their own, with the messages that came from what you tick.",
  keys_title: "Which of these are somebody else's?",
} as const;
