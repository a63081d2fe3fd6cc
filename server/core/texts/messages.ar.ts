// All the bot's texts in Modern Standard Arabic. Digits are the ones of codes, sums and car plates, 0 to 9, as is usual on WhatsApp. Pure.
import { formatsIn, hoursIn, tariffIn } from "./formats.ts";
import type { Messages } from "./messages.en.ts";

const { number, plural, formats } = formatsIn("ar-u-nu-latn", {
  ...{ minutes: "دقيقة", hours: "ساعة", to: "إلى" },
  days: { one: "يوم", two: "يوم", few: "أيام", many: "يومًا", other: "يوم" },
});

const tariff = tariffIn(
  formats,
  {
    free: "مجانًا",
    hourly: (sum) => `${sum} للساعة`,
    firstFree: (time) => `أول ${time} مجانًا`,
    atMost: (sum) => `بحد أقصى ${sum} في اليوم`,
  },
  "، ",
);

const hours = hoursIn("ar-u-nu-latn", {
  always: "مفتوح على مدار الساعة",
  closed: "مغلق حتى إشعار آخر",
  span: (from, to) => `من ${from} إلى ${to}`,
  and: " و",
  today: (spans) => `اليوم ${spans}`,
  opens: {
    today: (time) => `يفتح اليوم الساعة ${time}`,
    tomorrow: (time) => `يفتح غدًا الساعة ${time}`,
    weekday: (day, time) => `يفتح يوم ${day} الساعة ${time}`,
    date: (day, time) => `يفتح في ${day} الساعة ${time}`,
  },
});

const bot: Messages["bot"] = {
  hours,
  colleagueWillAnswer: "سيرد عليك أحد أعضاء فريقنا هنا.",
  optedOut: "لن تصلك عروضنا بعد الآن. إذا كتبت لنا فسنرد عليك دائمًا. اكتب *اشتراك* لتصلك العروض من جديد.",
  optedIn: "ستصلك عروضنا من جديد. اكتب *توقف* متى لم تعد تريدها.",
  didNotWork: "لم ينجح ذلك الآن. سيرد عليك أحد أعضاء فريقنا هنا.",
  noMoreAnswers: "لقد أجبت كثيرًا هنا مؤخرًا، لذلك سأتوقف قليلًا. سيرد عليك أحد أعضاء فريقنا هنا.",
  saidOften: "لقد قلت لك هذا عدة مرات. سيرد عليك أحد أعضاء فريقنا هنا.",
  cannotRead: {
    audio: "لا أستطيع الاستماع إلى الرسائل الصوتية.",
    image: "لا أستطيع مشاهدة الصور.",
    sticker: "لا أستطيع مشاهدة الملصقات.",
    video: "لا أستطيع مشاهدة مقاطع الفيديو.",
    document: "لا أستطيع قراءة الملفات.",
    location: "لا أستطيع استخدام الموقع.",
    contacts: "لا أستطيع استخدام بطاقات جهات الاتصال.",
    order: "لا أستطيع استلام الطلبات من الكتالوج.",
    other: "لا أستطيع قراءة هذا النوع من الرسائل.",
  },
  didYouMean: (command) => `هل تقصد *${command}*؟`,
  hello: "مرحبًا! أنا أرد هنا تلقائيًا.",
  gladToHelp: "على الرحب والسعة!",
  notUnderstood: "عذرًا، لم أفهم ذلك.",
  menuOrPerson: "اكتب *القائمة* لترى ما يمكنني فعله، أو اطلب التحدث مع شخص.",
  sayWhatYouNeed: "اكتب ما تحتاج إليه، أو اطلب التحدث مع شخص.",
  talkToPerson: "التحدث مع شخص",
  noCalls: "لا نستقبل المكالمات على واتساب. اكتب هنا ما تحتاج إليه، أو اضغط الزر وسنتصل بك.",
  callUs:
    "إذا رأيت علامة هاتف أعلى هذه المحادثة فيمكنك الاتصال بنا من هناك. يمكنك أيضًا أن تكتب هنا ما تحتاج إليه، أو أن تضغط الزر وسنتصل بك.",
  callMeBack: "اتصلوا بي",
  chooseLanguage: "بأي لغة تريد أن أكتب لك؟",
  languages: "اللغات",
  languageChosen: "سأكتب لك بالعربية من الآن فصاعدًا.",
  menu: "القائمة",
  rules: {
    menu: "يمكنك أن تكتب:\n\n{{commands}}",
    help: "اكتب *القائمة* لترى ما يمكنني فعله وحدي.\n\nلأي شيء آخر اكتب هنا مباشرة: هناك أشخاص يقرؤون ويردون.",
  },
};

const typed: Messages["typed"] = {
  menu: "القائمة",
  help: "مساعدة",
  slots: "المواقف",
  status: "الحالة",
  cancel: "إلغاء",
  extend: "تمديد",
  balance: "الرصيد",
  history: "السجل",
  wait: "انتظار",
  waitFor: (lot) => `انتظار في ${lot}`,
  book: (code) => `حجز ${code}`,
  bookAt: (code, lot) => `حجز ${code} في ${lot}`,
};

const commands: Messages["commands"] = {
  menu: "يعرض هذه القائمة",
  help: "كيف يعمل هذا",
  slots: "يعرض المواقف الشاغرة",
  book: "يحجز لك هذا الموقف",
  status: "يعرض حجزك، أو مدتك وتكلفتك حتى الآن",
  cancel: "يعيد حجزك",
  extend: "يحفظ موقفك مدة أطول",
  balance: "يعرض رصيدك",
  history: "يعرض حجوزاتك الأخيرة",
};

const titles: Messages["titles"] = {
  slots: "المواقف",
  freeSpots: "المواقف الشاغرة",
  choose: "اختر",
  status: "الحالة",
  refresh: "تحديث",
  extend: "تمديد",
  cancel: "إلغاء",
  parked: "وصلت",
  left: "غادرت",
  notMine: "ليست سيارتي",
  balance: "الرصيد",
  history: "السجل",
  yes: "نعم",
  yesCancel: "نعم، إلغاء",
  noKeep: "لا، أبقه",
  noThanks: "لا، شكرًا",
  stopWaiting: "إيقاف الانتظار",
  waitAgain: "انتظار مرة أخرى",
  waitForSpot: "انتظار موقف",
  waitAt: (lot) => `انتظار: ${lot}`,
  book: (code) => `حجز ${code}`,
  bookIt: "احجزه",
};

const spots: Messages["spots"] = {
  spotAt: (code, lot) => `*${code}* في ${lot}`,
  noSpots: "لا توجد مواقف حتى الآن.",
  chooseSpot: (example) => `اختر موقفًا، أو اكتب *${example}*.`,
  waitHint: (example) => `اكتب *${example}*، وسنحفظ لك أول موقف يصبح شاغرًا.`,
  moreLots: (n) =>
    `و${plural(n, { one: "ساحة أخرى", two: "ساحتان أخريان", few: `${number(n)} ساحات أخرى`, other: `${number(n)} ساحة أخرى` })}: اكتب *المواقف في* ثم اسم الساحة.`,
  // A paragraph has the direction of its first letter, and names of lots are often Latin.
  lotLine: (lot, what) => `ساحة *${lot}*: ${what}`,
  freeAndTaken: (free, taken) => `الشاغر ${number(free)}، المشغول ${number(taken)}`,
  cannotBeSeen: (unseen, all) =>
    `لا يمكن حجز أي موقف الآن، لأن ${number(unseen)} من ${number(all)} غير مرئية. اسأل من جديد بعد دقيقة`,
  allTaken: (n) =>
    plural(n, {
      one: "موقفها الوحيد مشغول",
      two: "موقفاها مشغولان",
      few: `كل المواقف الـ${number(n)} مشغولة`,
      other: `كل المواقف الـ${number(n)} مشغولة`,
    }),
  freeCodes: (codes) => `الشاغرة: ${codes}`,
  range: (first, last) => `${first} إلى ${last}`,
  andMore: (codes, n) => `${codes} و${number(n)} غيرها`,
  whichLot: (code) => `يوجد موقف *${code}* في أكثر من ساحة. أيها تقصد؟`,
  optionFree: (code, price) => `الموقف ${code} شاغر، ${price}`,
  optionTaken: (code) => `الموقف ${code} مشغول`,
  writeLot: "اكتب اسم الساحة.",
  writeLotOr: (example) => `اكتب اسم الساحة، أو *${example}*.`,
  whichSpot: (codes) => `أي موقف تقصد: ${codes.map((code) => `*${code}*`).join(" أو ")}؟ اكتبه هكذا تمامًا.`,
  whichSpotNow: "أي موقف تريد؟",
  unknownLot: (name) => `لا أعرف ساحة باسم *${name}*.`,
  unknownSpot: (name) => `لا أعرف موقفًا باسم *${name}*.`,
  onlyForNow: "يمكنني الحجز للآن فقط، وليس ليوم آخر أو وقت آخر.",
  onlyForNowWhich: "يمكنني الحجز للآن فقط، وليس ليوم آخر أو وقت آخر. أي موقف تريد الآن؟",
  keptFor: (hold) => `الموقف الذي تحجزه الآن يُحفظ لك مدة ${hold}، ولا يُحسب شيء قبل وصول سيارتك.`,
  notFree: {
    free: (spot) => `الموقف ${spot} حُجز للتو.`,
    reserved: (spot) => `الموقف ${spot} محجوز لشخص آخر.`,
    occupied: (spot) => `الموقف ${spot} مشغول.`,
    maintenance: (spot) => `الموقف ${spot} خارج الخدمة.`,
    unknown: (spot) => `الموقف ${spot} لا يمكن حجزه الآن.`,
  },
  bookThis: (spot) => `الموقف ${spot}: هل تريد حجزه؟`,
  didYouMeanBook: (code, lot) => `هل تقصد *حجز ${code}* في ${lot}؟`,
};

const questions: Messages["questions"] = {
  confirm: (question, command) => `${question} اكتب *نعم*، أو *${command}*.`,
  isThisMeant: "هل هذا ما تقصده؟",
  over: (answer) => `انتهى ذلك السؤال. ${answer}`,
  earlierBooking: (answer) => `كانت تلك الرسالة عن حجز سابق انتهى. ${answer}`,
};

const bookings: Messages["bookings"] = {
  booked: (spot, until) => `الموقف ${spot} محجوز لك حتى ${until}.`,
  lightTurnsBlue: (price) => `يتحول ضوء العمود إلى الأزرق. يبدأ الحساب عندما يرى المستشعر سيارتك: ${price}.`,
  billedFromParked: (price) => `اكتب *وصلت* عندما تكون سيارتك في الموقف. عندها يبدأ الحساب: ${price}.`,
  yourBalance: (sum) => `رصيدك ${sum}.`,
  bookedAlready: (spot, until) => `الموقف ${spot} محجوز لك بالفعل، حتى ${until}.`,
  hasAnother: (spot, until) =>
    `لقد حجزت ${spot}، حتى ${until}. موقف واحد في كل مرة: اكتب *إلغاء* لإعادته، ثم احجز موقفًا آخر.`,
  nothing: "ليس لديك حجز في الوقت الحالي. اكتب *المواقف* لترى ما هو شاغر.",
  nothingToCancel: "ليس لديك حجز لإلغائه. اكتب *المواقف* لترى ما هو شاغر.",
  nothingToExtend: "ليس لديك حجز لتمديده. اكتب *المواقف* لترى ما هو شاغر.",
  noneYet: "ليست لديك حجوزات بعد. اكتب *المواقف* لترى ما هو شاغر.",
  nothingBilledYet: "لا يُحسب شيء قبل وصول سيارتك.",
  writeParked: "اكتب *وصلت* عندما تكون سيارتك في الموقف.",
  extendHint: "اكتب *تمديد* إذا احتجت إلى وقت أطول.",
  sureToCancel: (spot, until) => `هل تريد إلغاء الحجز؟ الموقف ${spot} لك حتى ${until}. اكتب *نعم* أو *لا*.`,
  cancelled: (spot) => `أُلغي حجزك للموقف ${spot}. لم يكلفك شيئًا. اكتب *المواقف* لتحجز من جديد.`,
  cancelledByTeam: (spot) => `ألغى فريقنا حجزك للموقف ${spot}. لم يكلفك شيئًا. اكتب *المواقف* لتحجز موقفًا آخر.`,
  kept: (spot, until) => `بقي الحجز. الموقف ${spot} لك حتى ${until}.`,
  extended: (spot, until) => `تم: الموقف ${spot} محجوز لك الآن حتى ${until}.`,
  extendedByTeam: (spot, until) => `الموقف ${spot} محفوظ لك الآن حتى ${until}.`,
  movedByTeam: (from, spot) => `نقل فريقنا حجزك من *${from}* إلى الموقف ${spot}. السعر لم يتغير.`,
  lotDoesNotExtend: "لا تُمدد الحجوزات في هذه الساحة.",
  extendedOnce: "يمكن تمديد الحجز مرة واحدة، وقد مُدد هذا الحجز.",
  othersWait: "هناك شخص آخر ينتظر موقفًا.",
  staysYours: (why, spot, until) => `${why} الموقف ${spot} لك حتى ${until}.`,
  elsewhere: (spot) => `حجزك للموقف ${spot}. من فضلك أوقف سيارتك هناك، أو اكتب هنا ما حدث وسيساعدك فريقنا.`,
  expired: (spot) => `انتهى حجزك للموقف ${spot} لأنه لم تصل أي سيارة. لم يكلفك شيئًا. اكتب *المواقف* لتحجز من جديد.`,
  reminder: (spot, until, extendable) =>
    `الموقف ${spot} محفوظ لك حتى ${until}.${extendable ? " اكتب *تمديد* إذا احتجت إلى وقت أطول." : ""} اكتب *إلغاء* لإعادته.`,
  doubted:
    "كان هذا الرقم لشخص آخر من قبل، لذلك يجب أن يراجعه أحد أعضاء فريقنا أولًا. سيكتب لك هنا. حتى ذلك الحين لا يمكنني الحجز ولا عرض الرصيد.",
};

const stays: Messages["stays"] = {
  parkedSince: (spot, since, price) => `سيارتك في ${spot} منذ ${since}. الحساب جارٍ: ${price}.`,
  endsBySensor: "عندما تنتهي، انطلق بسيارتك فحسب.",
  endsByWord: "اكتب *غادرت* بعد أن تنطلق.",
  endsBySensorWithReceipt: "عندما تنتهي، انطلق بسيارتك فحسب، وسيصلك الإيصال هنا.",
  endsByWordWithReceipt: "اكتب *غادرت* بعد أن تنطلق، وسيصلك الإيصال هنا.",
  notSeenYet: "المستشعر لا يرى سيارتك بعد. من فضلك تأكد من أنك في الموقف الصحيح؛ وسيتحقق فريقنا أيضًا.",
  notSeen: "المستشعر لا يرى سيارتك. من فضلك تأكد من أنك في الموقف الصحيح؛ وفريقنا يتحقق أيضًا.",
  runningSince: (spot, since, minutes) => `سيارتك في ${spot} منذ ${since} (${minutes}).`,
  costSoFar: (sum, price) => `حتى الآن: *${sum}* (${price}).`,
  billingStopped: (at) => `توقف الحساب عند ${at}: مدة الوقوف أطول مما تسمح به الساحة.`,
  moreThanBalance: (sum) => `هذا أكثر من رصيدك بمقدار ${sum}. يمكنك البقاء ودفع الباقي قبل الحجز من جديد.`,
  balanceAfter: (sum) => `رصيدك بعد ذلك: ${sum}.`,
  billChecked: (sum) => `الفاتورة الآن *${sum}*، وفريقنا يراجعها.`,
  parkedAlready: (spot) => `سيارتك في ${spot} بالفعل.`,
  leaveFirst: (spot, bySensor) =>
    `سيارتك في ${spot}. موقف واحد في كل مرة: ${bySensor ? "انطلق أولًا" : "اكتب *غادرت* بعد أن تنطلق"}، ثم احجز موقفًا آخر.`,
  howToEnd: (spot, bySensor) =>
    `سيارتك في ${spot}. ${
      bySensor
        ? "انطلق بسيارتك فحسب: يرى المستشعر ذلك، ويتوقف الحساب، ويصلك الإيصال هنا. إذا كنت قد غادرت، فاكتب *غادرت*."
        : "بعد أن تنطلق اكتب *غادرت*: يتوقف الحساب، ويصلك الإيصال هنا."
    }`,
  nothingToCancel: (spot, bySensor) =>
    `سيارتك في ${spot}، فلا يوجد ما يُلغى. ${
      bySensor ? "ينتهي الأمر تلقائيًا عندما تنطلق. إذا كنت قد غادرت، فاكتب *غادرت*." : "اكتب *غادرت* بعد أن تنطلق."
    }`,
  nothingToExtend: (spot) => `سيارتك في ${spot} ويمكنك البقاء كما تشاء. لا يوجد ما يُمدد.`,
  notBegun: (spot) => `لم يبدأ وقوفك في ${spot}، ولا يُحسب شيء. اكتب *إلغاء* لإعادة الموقف.`,
  none: "ليس لديك وقوف جارٍ، ولا يُحسب شيء. اكتب *السجل* لترى حجوزاتك الأخيرة.",
  saidNotMine: (spot) => `أخبرتنا أن السيارة في ${spot} ليست سيارتك. فريقنا يتحقق وسيصحح فاتورتك. لا يلزمك فعل شيء.`,
  saidLeft: (spot) =>
    `أخبرتنا أنك غادرت ${spot}، ولا يزال المستشعر يرى سيارة هناك. فريقنا يتحقق وسيسوي فاتورتك. إذا لم تكن سيارتك، فاكتب *ليست سيارتي*.`,
  settledFirst: (claim) => `${claim} بمجرد تسوية ذلك يمكنك حجز موقف آخر.`,
  stillThere: (spot) =>
    `لا يزال المستشعر يرى سيارة في ${spot}، لذلك لم يتوقف الحساب. أبلغنا فريقنا وسيسوي الأمر. إذا لم تكن سيارتك، فاكتب *ليست سيارتي*.`,
  notYours: (spot) => `شكرًا على إبلاغنا. سيتحقق فريقنا من الموقف ${spot} ويصحح فاتورتك. سنخبرك هنا.`,
  limitNear: (spot, limit, at, seen) =>
    `يصل وقوفك في ${spot} إلى الحد ${limit} عند ${at}. ${
      seen
        ? "عندها نبلغ فريقنا. يمكنك البقاء، ويستمر الحساب ما دامت سيارتك هناك."
        : "لا يرى أي مستشعر سيارتك. إذا كنت قد غادرت، فاكتب *غادرت*. وإلا فسيتوقف الحساب عندها ويتحقق فريقنا."
    }`,
  limitReachedSeen: (spot, limit) =>
    `تجاوز وقوفك في ${spot} مدة ${limit}. يستمر الحساب لأن المستشعر يرى سيارتك. أبلغنا فريقنا.`,
  limitReachedUnseen: (spot, limit, stopped) =>
    `تجاوز وقوفك في ${spot} مدة ${limit}. لا يرى أي مستشعر سيارتك، لذلك توقف الحساب عند ${stopped}، وفريقنا يتحقق. إذا كنت قد غادرت، فاكتب *غادرت*.`,
  balanceLow: (balance, minutes, code) =>
    `رصيدك ${balance} يكفي نحو ${minutes} أخرى في *${code}*. يمكنك البقاء؛ وما ينقص يبقى دينًا عليك يُدفع قبل الحجز من جديد.`,
  balanceUsedUp: (balance, code) =>
    `نفد رصيدك ${balance} وسيارتك في *${code}*. يمكنك البقاء؛ وما ينقص يبقى دينًا عليك يُدفع قبل الحجز من جديد.`,
  receipt: {
    heading: (booking) => `*إيصال* الحجز ${number(booking)}`,
    spot: (spot, time, minutes) => `الموقف ${spot}، ${time} (${minutes})`,
    clockJumped: "ضُبطت ساعتنا أثناء وقوفك: تدفع أقصر مدة ممكنة، ويراجع فريقنا الفاتورة.",
    freeAfter: (at) => `لا يُحسب شيء عن الوقت بعد ${at}.`,
    total: (sum) => `المجموع: *${sum}*`,
    checked: "يراجع فريقنا هذه الفاتورة كما طلبت، ويصححها إن كانت خاطئة.",
    owed: (sum) => `عليك ${sum}: من فضلك اشحن رصيدك قبل الحجز من جديد.`,
    balance: (sum) => `رصيدك ${sum}.`,
  },
};

const waiting: Messages["waiting"] = {
  next: (lot) =>
    `دورك هو التالي للحصول على موقف في ${lot}. سأكتب لك بمجرد حفظ موقف لك. اكتب *إيقاف الانتظار* إذا لم تعد تحتاج إليه.`,
  inLine: (place, lot) =>
    `رقمك ${number(place)} في قائمة الانتظار لموقف في ${lot}. سأكتب لك بمجرد حفظ موقف لك. اكتب *إيقاف الانتظار* إذا لم تعد تحتاج إليه.`,
  kept: (spot, until) => `الموقف ${spot} محفوظ لك حتى ${until}. اكتب *نعم* لحجزه، أو *لا* إذا لم تعد تحتاج إليه.`,
  offered: (spot, until) =>
    `خبر سار: الموقف ${spot} شاغر الآن ومحفوظ لك حتى ${until}. اكتب *نعم* لحجزه، أو *لا* إذا لم تعد تحتاج إليه.`,
  lapsed: (spot) => `الموقف ${spot} لم يعد محفوظًا لك. اكتب *انتظار* لتنتظر الموقف التالي.`,
  stopped: (lot) => `لم تعد تنتظر موقفًا في ${lot}. اكتب *المواقف* لترى ما هو شاغر.`,
  notPutInLine: "حسنًا، لن أضعك في قائمة الانتظار. اكتب *المواقف* لترى ما هو شاغر.",
  noNeed: (lot) => `لا حاجة إلى الانتظار: يوجد موقف شاغر في ${lot}.`,
  whichLot: (lots) => `في أي ساحة تريد الانتظار: ${lots.map((lot) => `*${lot}*`).join(" أو ")}؟ اكتب اسمها.`,
};

const account: Messages["account"] = {
  owes: (sum) => `عليك ${sum}`,
  has: (sum) => `رصيدك ${sum}`,
  tooLow: (has, lot, needed) =>
    `${has}، والحجز في ${lot} يحتاج إلى ${needed} على الأقل. اطلب هنا من فريقنا شحن رصيدك، ثم احجز من جديد.`,
  debt: (sum) => `عليك *${sum}*. اطلب هنا من فريقنا شحن رصيدك قبل الحجز من جديد.`,
  balance: (sum) => `رصيدك *${sum}*.`,
  stayChecked: (sum) => `وقوفك حتى الآن: ${sum}، ويراجعه فريقنا كما طلبت.`,
  stayCharged: (sum) => `وقوفك حتى الآن: ${sum}، تُخصم عند انتهائه.`,
  toppedUp: (sum, balance) => `استلمنا ${sum}، شكرًا. رصيدك ${balance}.`,
  added: (sum, balance) => `أُضيف ${sum} إلى رصيدك. رصيدك ${balance}.`,
  taken: (sum, balance) => `خُصم ${sum} من رصيدك. رصيدك ${balance}.`,
  adjusted: (booking, spot, now, before, balance) =>
    `الحجز ${number(booking)} (${spot}) يكلف الآن *${now}* بدلًا من ${before}. رصيدك ${balance}.`,
  history: "حجوزاتك الأخيرة:",
  past: (day, spot, outcome) => `${day}: ${spot}\n${outcome}`,
  completed: (minutes, sum) => `${minutes}، ${sum}`,
  running: (minutes, sum) => `${minutes} حتى الآن، ${sum}`,
  reserved: (until) => `محجوز حتى ${until}`,
  cancelled: "أُلغي دون تكلفة",
  expired: "لم تصل سيارة، دون تكلفة",
};

const occasions: Messages["occasions"] = {
  "stay.ended":
    "إيصال وقوفك للحجز {{booking}}: الموقف {{spot}} في {{lot}}، {{period}} ({{duration}}). المجموع: {{total}}. {{note}} اكتب لنا هنا إذا كان هناك خطأ.",
  "booking.reminded":
    "موقفك {{spot}} في {{lot}} محفوظ لك حتى {{until}}. مدد الحجز إذا احتجت إلى وقت أطول، أو ألغه لإعادته.",
  "booking.expired": "انتهى حجزك للموقف {{spot}} في {{lot}} لأنه لم تصل أي سيارة. لم يكلفك شيئًا.",
  "offer.made": "الموقف {{spot}} في {{lot}} شاغر الآن ومحفوظ لك حتى {{until}}. هل تريد حجزه؟",
  "offer.lapsed": "الموقف {{spot}} في {{lot}} لم يعد محفوظًا لك.",
  "booking.confirmed":
    "حجز لك فريقنا الموقف {{spot}} في {{lot}} حتى {{until}}. يُحسب السعر ({{price}}) بعد وصول سيارتك.",
  "booking.cancelled_by_team": "ألغى فريقنا حجزك للموقف {{spot}} في {{lot}}. لم يكلفك شيئًا.",
  "booking.extended_by_team": "مُدد حجزك للموقف {{spot}} في {{lot}}: هو محفوظ لك حتى {{until}} بالسعر نفسه.",
  "booking.moved_by_team": "نقل فريقنا حجزك من الموقف {{from}} إلى الموقف {{spot}} في {{lot}}. السعر لم يتغير.",
  "booking.adjusted":
    "حجزك {{booking}} (الموقف {{spot}} في {{lot}}) يكلف الآن {{cost}} بدلًا من {{before}}. رصيدك الآن {{balance}}.",
  "account.credited": "تغير رصيد مواقفك بمقدار {{change}} وهو الآن {{balance}}.",
  "stay.started": "بدأ وقوفك في الموقف {{spot}} في {{lot}} عند {{since}}. يُحسب السعر ({{price}}) حتى تغادر.",
  "stay.limit_near":
    "يصل وقوفك في الموقف {{spot}} في {{lot}} إلى الحد {{limit}} عند {{time}}، وعندها نبلغ فريقنا. إذا كنت قد غادرت فأخبرنا.",
  "stay.limit_reached":
    "تجاوز وقوفك في الموقف {{spot}} في {{lot}} مدة {{limit}}، وأبلغنا فريقنا. إذا كنت قد غادرت فأخبرنا.",
  "stay.balance_low":
    "كاد رصيدك {{balance}} ينفد بسبب وقوفك في الموقف {{spot}} في {{lot}}. يمكنك البقاء؛ وما ينقص يُدفع قبل الحجز من جديد.",
};

/** The Arabic catalogue. */
export const ar: Messages = {
  language: "ar",
  ...formats,
  ...{ tariff, bot, typed, commands, titles, spots, questions, bookings, stays, waiting, account, occasions },
};
