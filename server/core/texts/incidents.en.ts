// Made from the Desk's texts of incidents by npm run generate.

// biome-ignore format: generated
export const incidentTexts: Readonly<Record<string, { title: string; what: string; remedy: string }>> = {
  car_without_booking: {
    title: "A car is parked here without a booking",
    what: "The sensor sees a car on a spot that nobody has booked.",
    remedy: "Find the driver. If they have a booking elsewhere, move it to this spot; otherwise ask them to book.",
  },
  device_offline_during_stay: {
    title: "The board went offline during a stay",
    what: "The stay runs on, but nobody would notice the car leaving.",
    remedy: "Check the board's power and network. If the car has left, complete the booking with the time at which it did.",
  },
  sensor_says_empty: {
    title: "The sensor sees no car, but the stay is still running",
    what: "The driver said that they have parked, or staff started the stay, and the sensor reports an empty spot.",
    remedy: "Look at the spot. Complete the booking if the car is gone, or have the sensor checked.",
  },
  driver_says_not_parked: {
    title: "The driver says they have not parked",
    what: "The sensor sees a car on the driver's spot, and the driver says that it is not theirs.",
    remedy: "Look at the spot. Resolve the booking, and move it to another spot if a stranger stands there.",
  },
  driver_says_left: {
    title: "The driver says they have left, but the sensor sees a car",
    what: "The stay runs on as long as the sensor sees a car.",
    remedy: "Look at the spot. Complete the booking with the time at which the driver left, or have the sensor checked.",
  },
  light_not_confirmed: {
    title: "The light shows the wrong colour",
    what: "The board has not confirmed the colour that it was told, though it was told again.",
    remedy: "Check the LED and the board's power. Bellhop goes on telling it.",
  },
  identity_doubt: {
    title: "This may be another person with a known number",
    what: "Somebody writes with a key of a person whom Bellhop knows, and with another key that contradicts it. They are kept as a new contact, without the other's balance and bookings.",
    remedy: "Ask them who they are. Then open the conversation and choose “Same person as…”, or settle this incident if they are two people.",
  },
  merge_with_two_bookings: {
    title: "One person has two open bookings",
    what: "Two contacts turned out to be one person, and each had an open booking. Their accounts become one when one of the two is over.",
    remedy: "Ask which of the two they need, and cancel or complete the other.",
  },
  message_budget: {
    title: "A number has used up its budget",
    what: "The messages of this number have cost 80 or 100 percent of what was set for the month. Nothing is held back.",
    remedy: "Look at the cost of messages in the overview. Set another budget there, or send less until the month is over.",
  },
  provider_alarm: {
    title: "A provider raised an alarm",
    what: "Meta or Twilio says that messages do not flow, or soon will not.",
    remedy: "Open News: it says what happened and what to do. The alarm ends when the provider says so.",
  },
  clock_jump: {
    title: "The server's clock jumped",
    what: "The machine's clock was set forward or back while Bellhop ran. Times around it may be wrong.",
    remedy: "Check that the machine keeps its time over the network (NTP).",
  },
  stay_across_clock_jump: {
    title: "A stay ran across a jump of the clock",
    what: "The server's clock was set while this car was parked, so its time and price may be wrong.",
    remedy: "Compare with what the driver says, and correct the charge if need be.",
  },
  reading_refused: {
    title: "A board's reading was refused",
    what: "A board sent a reading whose time cannot be right, and it was not used.",
    remedy: "Check the board's clock. Look at the spot, and complete or start the booking by hand if need be.",
  },
  stay_too_long: {
    title: "A stay has run for very long",
    what: "The stay has reached the lot's limit. Perhaps the car left and the sensor did not notice.",
    remedy: "Look at the spot. Complete the booking with the time at which the car left, or settle this if it is still there.",
  },
  number_unknown: {
    title: "Messages came for a number that nobody has added",
    what: "They are kept and can be read. Answers wait, because there are no credentials to send from the number.",
    remedy: "Add the number. What waits goes out then.",
  },
  sending_held: {
    title: "A number cannot send",
    what: "The provider refuses what this number sends, so its queue waits and nothing is lost.",
    remedy: "Mend the access token or the account at the provider. The queue goes out by itself once it works again.",
  },
  audit_log_altered: {
    title: "The audit log was changed",
    what: "The audit log no longer matches its seals: somebody changed it directly in the database.",
    remedy: "Run “npm run bellhop -- audit verify” to see which entries. Compare them with a backup, and change the database's passwords.",
  },
  backup_missing: {
    title: "Backups are not made, or not whole",
    what: "The last scheduled backup failed, is late, or lacks files that were lost.",
    remedy: "Run “npm run bellhop -- backup” on the server: it says what is wrong. This closes when a backup is made.",
  },
  restored: {
    title: "Restored from a backup",
    what: "Bellhop has what it had when the backup was made, and nothing of what came after. It sends nothing for now: what waits may have been sent already.",
    remedy: "Look at the queued messages and cancel those that should not go out again. Then settle this: the rest is sent.",
  },
  drain_lag: {
    title: "Messages come in late",
    what: "Webhooks have been waiting for more than a minute to be read. Nothing is lost.",
    remedy: "See in the log why the drain stands still or is slow, and whether the machine and its database have enough to work with.",
  },
  dead_letters: {
    title: "Something that came in could not be used",
    what: "A webhook, or a part of one, was kept but not understood.",
    remedy: "The overview lists them with the reason. Usually an upgrade helps: then take them again.",
  },
  sends_late: {
    title: "Messages leave late",
    what: "Messages have been waiting to be sent for more than ten minutes, though no number is held.",
    remedy: "The overview shows what each of them waits for.",
  },
  disk_low: {
    title: "The disk is nearly full",
    what: "When it is full, Bellhop can take nothing in and providers have to repeat what they send.",
    remedy: "Make room on the disk of DATA_DIR, or give it a larger one.",
  },
  ledger_faulty: {
    title: "The ledger does not add up",
    what: "The nightly proof found entries or balances that do not fit together.",
    remedy: "Run “npm run bellhop -- ledger verify” to see which. Nothing is corrected by itself.",
  },
  mail_failing: {
    title: "Mails or alarms cannot be sent",
    what: "The mail server or the webhook for alarms does not take what Bellhop sends. It is tried for three days.",
    remedy: "Settings shows what the server answers. Send a test from there when it is mended.",
  },
  erasure_unfinished: {
    title: "The erasure of a person is not finished",
    what: "Their messages are gone from the Desk. Something that follows failed; it is tried again every minute.",
    remedy: "Mend what the incident says, for example the disk or the place of backups. It ends by itself.",
  },
  rules_failing: {
    title: "A rule does not do what it should",
    what: "A rule of the bot fails again and again, or rules set each other off without end.",
    remedy: "Look at the rule on the page Replies, which says what failed. This closes by itself once no rule has failed for an hour.",
  },
  answer_budget: {
    title: "The bot stopped answering in a conversation",
    what: "It gave as many answers as one conversation is allowed. Perhaps another bot writes there.",
    remedy: "Read the conversation, and answer it yourself or hand it back to the bot.",
  },
};
