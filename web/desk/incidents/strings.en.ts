// English strings of the incidents. Each kind has a title, what happened (`_what`) and what to do (`_do`); a kind without strings is shown by its
// name.
export default {
  title: "Incidents",
  count_one: "{{count}} open",
  count_other: "{{count}} open",
  show: "Show",
  open: "Open",
  settled: "Settled",
  all: "All",
  kind: "Kind",
  every_kind: "Any kind",
  empty: "Nothing to look at",
  empty_text: "When something needs a person, it is listed here until it has passed or somebody has settled it.",
  empty_filtered: "No incident matches",
  empty_filtered_text: "Choose another kind, or show all.",
  settle: "Settle",
  settle_note: "What you found or did",
  settle_text: "This closes the incident and keeps your note in the audit log.",
  settled_toast: "Settled",
  closed: "Settled {{at}} by {{by}}",
  closed_itself: "Closed {{at}}: it has passed",
  spot: "Spot {{spot}}",
  booking: "Booking {{id}}",
  conversation: "Conversation",
  board: "Board {{name}}",
  number: "Number {{number}}",
  notice_one: "An incident concerns this person",
  notice_other: "{{count}} incidents concern this person",
  look: "Look at it",

  car_without_booking_title: "A car is parked here without a booking",
  car_without_booking_what: "The sensor sees a car on a spot that nobody has booked.",
  car_without_booking_do:
    "Find the driver. If they have a booking elsewhere, move it to this spot; otherwise ask them to book.",
  device_offline_during_stay_title: "The board went offline during a stay",
  device_offline_during_stay_what: "The stay runs on, but nobody would notice the car leaving.",
  device_offline_during_stay_do:
    "Check the board's power and network. If the car has left, complete the booking with the time at which it did.",
  sensor_says_empty_title: "The sensor sees no car, but the stay is still running",
  sensor_says_empty_what:
    "The driver said that they have parked, or staff started the stay, and the sensor reports an empty spot.",
  sensor_says_empty_do: "Look at the spot. Complete the booking if the car is gone, or have the sensor checked.",
  driver_says_not_parked_title: "The driver says they have not parked",
  driver_says_not_parked_what: "The sensor sees a car on the driver's spot, and the driver says that it is not theirs.",
  driver_says_not_parked_do:
    "Look at the spot. Resolve the booking, and move it to another spot if a stranger stands there.",
  driver_says_left_title: "The driver says they have left, but the sensor sees a car",
  driver_says_left_what: "The stay runs on as long as the sensor sees a car.",
  driver_says_left_do:
    "Look at the spot. Complete the booking with the time at which the driver left, or have the sensor checked.",
  light_not_confirmed_title: "The light shows the wrong colour",
  light_not_confirmed_what: "The board has not confirmed the colour that it was told, though it was told again.",
  light_not_confirmed_do: "Check the LED and the board's power. Bellhop goes on telling it.",
  identity_doubt_title: "This may be another person with a known number",
  identity_doubt_what:
    "Somebody writes with a key of a person whom Bellhop knows, and with another key that contradicts it. They are kept as a new contact, without the other's balance and bookings.",
  identity_doubt_do:
    "Ask them who they are. Then open the conversation and choose “Same person as…”, or settle this incident if they are two people.",
  merge_with_two_bookings_title: "One person has two open bookings",
  merge_with_two_bookings_what:
    "Two contacts turned out to be one person, and each had an open booking. Their accounts become one when one of the two is over.",
  merge_with_two_bookings_do: "Ask which of the two they need, and cancel or complete the other.",
  message_budget_title: "A number has used up its budget",
  message_budget_what:
    "The messages of this number have cost 80 or 100 percent of what was set for the month. Nothing is held back.",
  message_budget_do:
    "Look at the cost of messages in the overview. Set another budget there, or send less until the month is over.",
  provider_alarm_title: "A provider raised an alarm",
  provider_alarm_what: "Meta or Twilio says that messages do not flow, or soon will not.",
  provider_alarm_do: "Open News: it says what happened and what to do. The alarm ends when the provider says so.",
  clock_jump_title: "The server's clock jumped",
  clock_jump_what: "The machine's clock was set forward or back while Bellhop ran. Times around it may be wrong.",
  clock_jump_do: "Check that the machine keeps its time over the network (NTP).",
  stay_across_clock_jump_title: "A stay ran across a jump of the clock",
  stay_across_clock_jump_what:
    "The server's clock was set while this car was parked, so its time and price may be wrong.",
  stay_across_clock_jump_do: "Compare with what the driver says, and correct the charge if need be.",
  reading_refused_title: "A board's reading was refused",
  reading_refused_what: "A board sent a reading whose time cannot be right, and it was not used.",
  reading_refused_do:
    "Check the board's clock. Look at the spot, and complete or start the booking by hand if need be.",
  stay_too_long_title: "A stay has run for very long",
  stay_too_long_what: "The stay has reached the lot's limit. Perhaps the car left and the sensor did not notice.",
  stay_too_long_do:
    "Look at the spot. Complete the booking with the time at which the car left, or settle this if it is still there.",
  number_unknown_title: "Messages came for a number that nobody has added",
  number_unknown_what:
    "They are kept and can be read. Answers wait, because there are no credentials to send from the number.",
  number_unknown_do: "Add the number. What waits goes out then.",
  add_number: "Add this number ({{number}})",
  sending_held_title: "A number cannot send",
  sending_held_what: "The provider refuses what this number sends, so its queue waits and nothing is lost.",
  sending_held_do:
    "Mend the access token or the account at the provider. The queue goes out by itself once it works again.",
  audit_log_altered_title: "The audit log was changed",
  audit_log_altered_what: "The audit log no longer matches its seals: somebody changed it directly in the database.",
  audit_log_altered_do:
    "Run “npm run bellhop -- audit verify” to see which entries. Compare them with a backup, and change the database's passwords.",
  backup_missing_title: "Backups are not made, or not whole",
  backup_missing_what: "The last scheduled backup failed, is late, or lacks files that were lost.",
  backup_missing_do:
    "Run “npm run bellhop -- backup” on the server: it says what is wrong. This closes when a backup is made.",
  restored_title: "Restored from a backup",
  restored_what:
    "Bellhop has what it had when the backup was made, and nothing of what came after. It sends nothing for now: what waits may have been sent already.",
  restored_do:
    "Look at the queued messages and cancel those that should not go out again. Then settle this: the rest is sent.",
  drain_lag_title: "Messages come in late",
  drain_lag_what: "Webhooks have been waiting for more than a minute to be read. Nothing is lost.",
  drain_lag_do:
    "See in the log why the drain stands still or is slow, and whether the machine and its database have enough to work with.",
  dead_letters_title: "Something that came in could not be used",
  dead_letters_what: "A webhook, or a part of one, was kept but not understood.",
  dead_letters_do: "The overview lists them with the reason. Usually an upgrade helps: then take them again.",
  sends_late_title: "Messages leave late",
  sends_late_what: "Messages have been waiting to be sent for more than ten minutes, though no number is held.",
  sends_late_do: "The overview shows what each of them waits for.",
  disk_low_title: "The disk is nearly full",
  disk_low_what: "When it is full, Bellhop can take nothing in and providers have to repeat what they send.",
  disk_low_do: "Make room on the disk of DATA_DIR, or give it a larger one.",
  ledger_faulty_title: "The ledger does not add up",
  ledger_faulty_what: "The nightly proof found entries or balances that do not fit together.",
  ledger_faulty_do: "Run “npm run bellhop -- ledger verify” to see which. Nothing is corrected by itself.",
  mail_failing_title: "Mails or alarms cannot be sent",
  mail_failing_what:
    "The mail server or the webhook for alarms does not take what Bellhop sends. It is tried for three days.",
  mail_failing_do: "Settings shows what the server answers. Send a test from there when it is mended.",
  erasure_unfinished_title: "The erasure of a person is not finished",
  erasure_unfinished_what:
    "Their messages are gone from the Desk. Something that follows failed; it is tried again every minute.",
  erasure_unfinished_do:
    "Mend what the incident says, for example the disk or the place of backups. It ends by itself.",
  rules_failing_title: "A rule does not do what it should",
  rules_failing_what: "A rule of the bot fails again and again, or rules set each other off without end.",
  rules_failing_do:
    "Look at the rule on the page Replies, which says what failed. This closes by itself once no rule has failed for an hour.",
  answer_budget_title: "The bot stopped answering in a conversation",
  answer_budget_what: "It gave as many answers as one conversation is allowed. Perhaps another bot writes there.",
  answer_budget_do: "Read the conversation, and answer it yourself or hand it back to the bot.",
} as const;
