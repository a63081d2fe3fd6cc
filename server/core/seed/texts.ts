// Names and messages of seeded people. The most common come first.

/** First names and family names in several scripts. */
export const names = [
  ...[
    "Ana Souza",
    "John Miller",
    "Fatima Khan",
    "Wei Chen",
    "Priya Sharma",
    "Lukas Weber",
    "Sofia Rossi",
    "Carlos Pérez",
  ],
  ...[
    "Amina Yusuf",
    "Noah Johnson",
    "Léa Dubois",
    "Mateo García",
    "Emma Müller",
    "Omar Haddad",
    "Yuki Tanaka",
    "Anjali Rao",
  ],
  ...[
    "Ivan Petrov",
    "Chloé Martin",
    "Ahmed Ali",
    "Grace Okafor",
    "Björn Åkesson",
    "Zoë van Dijk",
    "Tomás Silva",
    "Sara Lindqvist",
  ],
  ...[
    "محمد علي",
    "فاطمة الزهراء",
    "王伟",
    "李娜",
    "田中 さくら",
    "김민준",
    "Мария Иванова",
    "Дмитрий Соколов",
    "अनिता शर्मा",
    "Νίκος Παππάς",
    "דוד לוי",
    "สมชาย ใจดี",
  ],
  ...["O'Brien & Sons", "Café Zürich", "Maria 🌻", "DJ Ørsted", "Anne-Marie", "Big Sam", "J.", "Mr. Kim"],
];

const whole = names.slice(0, 24);
/** First and last names apart, to be combined into many different names. */
export const givenNames = whole.map((name) => name.split(" ")[0]!);
export const family = whole.map((name) => name.replace(/^\S+ /, ""));

/** What customers write; # is replaced by a number. */
export const questions = [
  "Hello",
  "Thanks!",
  "Ok",
  "Yes please",
  "menu",
  "slots",
  "book A",
  "status",
  "Hi, I need help with my order #",
  "What time do you open tomorrow?",
  "Is spot A still free?",
  "How much is it for # minutes?",
  "I can't find the entrance, where do I turn?",
  "Can I get an invoice for booking #?",
  "Please cancel, I will not make it today",
  "balance",
  "The barrier does not open. I am standing in front of it since # minutes",
  "Good morning! I would like to reserve a parking spot for Friday",
  "Do you take cards?",
  "My car is a red van, licence plate B-KL #",
  "thank you so much, that was quick 🙏",
  "Hola, ¿tienen lugar para esta noche?",
  "Bonjour, combien coûte une journée entière ?",
  "Guten Tag, ich habe eine Frage zu Rechnung #",
  "Olá! Posso pagar com Pix?",
  "Could you send me the receipt of last week again?",
  "مرحبا، كم سعر الساعة؟",
  "شكرا جزيلا",
  "你好,请问还有车位吗?",
  "ありがとうございます。# 番です",
  "Здравствуйте, где въезд на парковку?",
  "नमस्ते, क्या जगह खाली है?",
  "감사합니다",
  "I was charged twice for booking #, please refund one of them",
  "Is there a charger for electric cars? I need type 2",
  "We are a group of # people with three cars, can you keep us together?",
  "I lost my ticket number #",
  "Where can I leave my key?",
  "complaint: the light at spot # was green but somebody stood there",
  "Do you have room for a zeppelin? Number #",
];

/** What staff answer. */
export const answers = [
  "You're welcome! Is there anything else that I can do for you?",
  "Good morning, yes, we are open from 6 to 23.",
  "I have just sent you the invoice for booking #.",
  "Please drive around the block: the entrance is on the left, next to the bakery.",
  "I have opened the barrier for you. Sorry for the wait!",
  "The refund for # is on its way, it takes about three days.",
  "Sí, todavía hay lugar. ¿Le reservo uno?",
  "Une journée entière coûte 18 €.",
  "Gern geschehen!",
  "We have two chargers of type 2, at the spots # and following.",
  "أهلا وسهلا، السعر ثلاثة دولارات للساعة",
  "还有车位,欢迎光临",
  "Let me check that with a colleague and come back to you.",
];

/** What the bot answers. */
export const botAnswers = [
  "*Here is what you can write:*\n\nslots: which spots are free\nbook A: book a spot\nstatus: your booking\nbalance: your balance",
  "Spot A# is booked for you. It is kept for 12 hours, until the light turns blue.",
  "Free now: A1, A#, B7, C2. Write *book* and the code.",
  "Your balance is $#.00.",
  "You have no open booking. Write *slots* to see what is free.",
  "Your stay has ended: # minutes, $4.20. Thank you!",
];

/** Why messages fail: number, title, details, remedy. */
export const failures: readonly (readonly [number, string, string, string])[] = [
  [131026, "Message undeliverable", "The recipient may not be on WhatsApp.", "Ask for another way to reach them."],
  [
    131047,
    "Re-engagement message",
    "More than 24 hours have passed since the customer last replied.",
    "Send a template.",
  ],
  [
    131049,
    "Not delivered to maintain healthy ecosystem engagement",
    "Meta chose not to deliver it.",
    "Try again later.",
  ],
  [130472, "User's number is part of an experiment", "", "Wait until the customer writes."],
  [131053, "Media upload error", "The media file could not be fetched.", "Check the file and send it again."],
];
