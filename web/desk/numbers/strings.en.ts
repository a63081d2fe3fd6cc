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
} as const;
