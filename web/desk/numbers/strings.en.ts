// English strings of the page of the business's own numbers.
export default {
  title: "Numbers",
  none: "No number yet",
  none_text: "The README says how to connect Meta's Cloud API or Twilio.",
  provider_meta: "Meta",
  provider_twilio: "Twilio",
  unnamed: "Phone number id {{id}}",
  phone_number_id: "Phone number id",
  sender: "Sender",
  waba: "WABA id",
  account_sid: "Account SID",
  configured_environment: "Configured by the environment",
  configured_none: "Not configured: it receives, but cannot send",
  simulated: "Simulator",
  held: "Held",
  held_text: "The provider refuses to send from it: its messages wait.",
  receipts: "What customers see of colleagues",
  receipts_hint:
    "Off unless you turn it on: customers who see blue ticks expect an answer soon. Shown for colleagues who read and write in the Desk, not for the bot.",
  receipts_hint_twilio:
    "Off unless you turn it on: customers who see blue ticks expect an answer soon. Twilio shows blue ticks only together with typing.",
  receipts_off: "Nothing",
  receipts_read: "That their messages were read",
  receipts_typing: "That their messages were read, and when somebody is typing",
  receipts_saved: "Saved",
} as const;
