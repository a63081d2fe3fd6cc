-- The rule about calls says what the number's policy is, and lets customers ask to be called back. A rule that was changed stays as it is.

update keyword_rules
set answer = '{{calls}}',
  draft = '{"type": "buttons", "text": "{{calls}}", "buttons": [{"id": "call_me_back", "title": "Call me back"}]}',
  updated_at = now()
where keyword = 'call, calls, calling, phone, telephone' and draft is null
  and answer = E'We can''t take voice calls on WhatsApp.\n\nWrite here what you need and one of us will answer. If you would rather talk, send a number and a good time to ring you.';
