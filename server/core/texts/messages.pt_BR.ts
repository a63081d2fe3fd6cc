// All the bot's texts in the Portuguese of Brazil, with "você". Pure.
import { formatsIn, hoursIn, tariffIn } from "./formats.ts";
import type { Messages } from "./messages.en.ts";

const { number, plural, formats } = formatsIn("pt-BR", {
  ...{ minutes: "min", hours: "h", to: "a" },
  days: { one: "dia", other: "dias" },
});

const tariff = tariffIn(formats, {
  free: "grátis",
  hourly: (sum) => `${sum} por hora`,
  firstFree: (time) => `os primeiros ${time} grátis`,
  atMost: (sum) => `no máximo ${sum} por dia`,
});

const at = (time: string): string => `${time.startsWith("1:") ? "à" : "às"} ${time}`;

const hours = hoursIn("pt-BR", {
  always: "aberto 24 horas",
  closed: "fechado até novo aviso",
  span: (from, to) => `${from}–${to}`,
  and: " e ",
  today: (spans) => `hoje ${spans}`,
  opens: {
    today: (time) => `abre hoje ${at(time)}`,
    tomorrow: (time) => `abre amanhã ${at(time)}`,
    weekday: (day, time) => `abre ${day} ${at(time)}`,
    date: (day, time) => `abre em ${day} ${at(time)}`,
  },
});

const bot: Messages["bot"] = {
  hours,
  colleagueWillAnswer: "Uma pessoa da nossa equipe vai responder aqui.",
  optedOut:
    "Você não vai mais receber nossas ofertas. Se escrever para nós, continuamos respondendo. Escreva VOLTAR para receber ofertas de novo.",
  optedIn: "Você vai receber nossas ofertas de novo. Escreva PARAR quando não quiser mais.",
  didNotWork: "Isso não funcionou agora. Uma pessoa da nossa equipe vai responder aqui.",
  noMoreAnswers:
    "Respondi muitas mensagens aqui nos últimos tempos, então vou fazer uma pausa. Uma pessoa da nossa equipe vai responder aqui.",
  saidOften: "Já disse isso várias vezes. Uma pessoa da nossa equipe vai responder aqui.",
  cannotRead: {
    audio: "Não consigo ouvir mensagens de voz.",
    image: "Não consigo ver imagens.",
    sticker: "Não consigo ver figurinhas.",
    video: "Não consigo ver vídeos.",
    document: "Não consigo ler arquivos.",
    location: "Não consigo usar uma localização.",
    contacts: "Não consigo usar cartões de contato.",
    order: "Não consigo receber pedidos do catálogo.",
    other: "Não consigo ler esse tipo de mensagem.",
  },
  didYouMean: (command) => `Você quis dizer *${command}*?`,
  hello: "Olá! Aqui eu respondo automaticamente.",
  gladToHelp: "De nada, é um prazer ajudar!",
  notUnderstood: "Desculpe, não entendi.",
  menuOrPerson: "Escreva *menu* para ver o que eu posso fazer, ou peça para falar com uma pessoa.",
  sayWhatYouNeed: "Escreva o que você precisa, ou peça para falar com uma pessoa.",
  talkToPerson: "Falar com alguém",
  noCalls:
    "Não atendemos chamadas pelo WhatsApp. Escreva aqui o que você precisa, ou toque no botão e ligamos para você.",
  callUs:
    "Se aparecer um telefone no alto desta conversa, você pode ligar para nós por ali. Também pode escrever aqui o que precisa, ou tocar no botão e ligamos para você.",
  callMeBack: "Liguem para mim",
  chooseLanguage: "Em que idioma você quer que eu escreva?",
  languages: "Idiomas",
  languageChosen: "A partir de agora escrevo em português.",
  menu: "Menu",
  rules: {
    menu: "Você pode escrever:\n\n{{commands}}",
    help: "Escreva *menu* para ver o que eu posso fazer sozinho.\n\nPara qualquer outra coisa, escreva aqui mesmo: há pessoas que leem e respondem.",
  },
};

const typed: Messages["typed"] = {
  menu: "menu",
  help: "ajuda",
  slots: "vagas",
  status: "situação",
  cancel: "cancelar",
  extend: "prorrogar",
  balance: "saldo",
  history: "histórico",
  wait: "esperar",
  waitFor: (lot) => `esperar em ${lot}`,
  book: (code) => `reservar ${code}`,
  bookAt: (code, lot) => `reservar ${code} em ${lot}`,
};

const commands: Messages["commands"] = {
  menu: "mostra esta lista",
  help: "como funciona",
  slots: "mostra quais vagas estão livres",
  book: "reserva essa vaga para você",
  status: "mostra sua reserva, ou o tempo e o custo até agora",
  cancel: "devolve sua reserva",
  extend: "guarda sua vaga por mais tempo",
  balance: "mostra seu saldo",
  history: "mostra suas últimas reservas",
};

const titles: Messages["titles"] = {
  slots: "Vagas",
  freeSpots: "Vagas livres",
  choose: "Escolher",
  status: "Situação",
  refresh: "Atualizar",
  extend: "Prorrogar",
  cancel: "Cancelar",
  parked: "Estacionei",
  left: "Já saí",
  notMine: "Não é meu carro",
  balance: "Saldo",
  history: "Histórico",
  yes: "Sim",
  yesCancel: "Sim, cancelar",
  noKeep: "Não, manter",
  noThanks: "Não, obrigado",
  stopWaiting: "Parar de esperar",
  waitAgain: "Esperar de novo",
  waitForSpot: "Esperar uma vaga",
  waitAt: (lot) => `Esperar: ${lot}`,
  book: (code) => `Reservar ${code}`,
  bookIt: "Reservar a vaga",
};

const spots: Messages["spots"] = {
  spotAt: (code, lot) => `*${code}* em ${lot}`,
  noSpots: "Ainda não há vagas de estacionamento.",
  chooseSpot: (example) => `Escolha uma vaga, ou escreva *${example}*.`,
  waitHint: (example) => `Escreva *${example}* e guardamos para você a próxima vaga que ficar livre.`,
  moreLots: (n) =>
    `E mais ${number(n)} ${plural(n, { one: "estacionamento", other: "estacionamentos" })}: escreva *vagas em* e o nome.`,
  lotLine: (lot, what) => `*${lot}*: ${what}`,
  freeAndTaken: (free, taken) =>
    `${number(free)} ${plural(free, { one: "livre", other: "livres" })}, ${number(taken)} ${plural(taken, { one: "ocupada", other: "ocupadas" })}`,
  cannotBeSeen: (unseen, all) =>
    `nenhuma vaga pode ser reservada agora, porque ${number(unseen)} de ${number(all)} não estão visíveis. Pergunte de novo em um minuto`,
  allTaken: (n) => plural(n, { one: "a única vaga está ocupada", other: `todas as ${number(n)} vagas estão ocupadas` }),
  freeCodes: (codes) => `Livres: ${codes}`,
  range: (first, last) => `${first} a ${last}`,
  andMore: (codes, n) => `${codes} e mais ${number(n)}`,
  whichLot: (code) => `Há uma vaga *${code}* em vários estacionamentos. Qual deles você quer?`,
  optionFree: (code, price) => `${code} está livre, ${price}`,
  optionTaken: (code) => `${code} está ocupada`,
  writeLot: "Escreva o nome do estacionamento.",
  writeLotOr: (example) => `Escreva o nome do estacionamento, ou *${example}*.`,
  whichSpot: (codes) =>
    `Qual vaga você quer: ${codes.map((code) => `*${code}*`).join(" ou ")}? Escreva exatamente assim.`,
  whichSpotNow: "Qual vaga você quer?",
  unknownLot: (name) => `Não conheço nenhum estacionamento *${name}*.`,
  unknownSpot: (name) => `Não conheço nenhuma vaga *${name}*.`,
  onlyForNow: "Só posso reservar para agora, não para outro dia ou horário.",
  onlyForNowWhich: "Só posso reservar para agora, não para outro dia ou horário. Qual vaga você quer agora?",
  keptFor: (hold) =>
    `A vaga que você reserva agora fica guardada por ${hold}, e nada é cobrado antes de o carro chegar.`,
  notFree: {
    free: (spot) => `A vaga ${spot} acabou de ser ocupada.`,
    reserved: (spot) => `A vaga ${spot} está reservada para outra pessoa.`,
    occupied: (spot) => `A vaga ${spot} está ocupada.`,
    maintenance: (spot) => `A vaga ${spot} está fora de serviço.`,
    unknown: (spot) => `A vaga ${spot} não pode ser reservada agora.`,
  },
  bookThis: (spot) => `Vaga ${spot}: você quer reservar?`,
  didYouMeanBook: (code, lot) => `Você quis dizer *reservar ${code}* em ${lot}?`,
};

const questions: Messages["questions"] = {
  confirm: (question, command) => `${question} Escreva *sim*, ou *${command}*.`,
  isThisMeant: "É isso que você quer dizer?",
  over: (answer) => `Essa pergunta já não está aberta. ${answer}`,
  earlierBooking: (answer) => `Aquela mensagem era de uma reserva anterior, que já terminou. ${answer}`,
};

const bookings: Messages["bookings"] = {
  booked: (spot, until) => `A vaga ${spot} está reservada para você até ${until}.`,
  lightTurnsBlue: (price) => `A luz do poste fica azul. A cobrança começa quando o sensor vê seu carro: ${price}.`,
  billedFromParked: (price) => `Escreva *estacionei* quando seu carro estiver lá. A cobrança começa então: ${price}.`,
  yourBalance: (sum) => `Seu saldo é de ${sum}.`,
  bookedAlready: (spot, until) => `A vaga ${spot} já está reservada para você, até ${until}.`,
  hasAnother: (spot, until) =>
    `Você tem uma reserva de ${spot}, até ${until}. Uma vaga por vez: escreva *cancelar* para devolver e depois reserve outra.`,
  nothing: "Você não tem nenhuma reserva no momento. Escreva *vagas* para ver o que está livre.",
  nothingToCancel: "Você não tem nenhuma reserva para cancelar. Escreva *vagas* para ver o que está livre.",
  nothingToExtend: "Você não tem nenhuma reserva para prorrogar. Escreva *vagas* para ver o que está livre.",
  noneYet: "Você ainda não tem reservas. Escreva *vagas* para ver o que está livre.",
  nothingBilledYet: "Nada é cobrado antes de seu carro chegar.",
  writeParked: "Escreva *estacionei* quando seu carro estiver lá.",
  extendHint: "Escreva *prorrogar* se precisar de mais tempo.",
  sureToCancel: (spot, until) => `Cancelar a reserva? A vaga ${spot} é sua até ${until}. Escreva *sim* ou *não*.`,
  cancelled: (spot) => `Sua reserva de ${spot} foi cancelada. Não custou nada. Escreva *vagas* para reservar de novo.`,
  cancelledByTeam: (spot) =>
    `Nossa equipe cancelou sua reserva de ${spot}. Não custou nada. Escreva *vagas* para reservar outra.`,
  kept: (spot, until) => `Mantida. A vaga ${spot} continua sua até ${until}.`,
  extended: (spot, until) => `Pronto: a vaga ${spot} está reservada para você até ${until}.`,
  extendedByTeam: (spot, until) => `A vaga ${spot} agora fica guardada para você até ${until}.`,
  movedByTeam: (from, spot) =>
    `Nossa equipe mudou sua reserva de *${from}* para a vaga ${spot}. O preço continua o mesmo.`,
  lotDoesNotExtend: "Neste estacionamento as reservas não são prorrogadas.",
  extendedOnce: "Uma reserva pode ser prorrogada uma vez, e esta já foi.",
  othersWait: "Outra pessoa está esperando uma vaga.",
  staysYours: (why, spot, until) => `${why} A vaga ${spot} continua sua até ${until}.`,
  elsewhere: (spot) =>
    `Sua reserva é de ${spot}. Por favor, estacione lá, ou escreva aqui o que aconteceu e nossa equipe vai ajudar.`,
  expired: (spot) =>
    `Sua reserva de ${spot} terminou porque nenhum carro chegou. Não custou nada. Escreva *vagas* para reservar de novo.`,
  reminder: (spot, until, extendable) =>
    `A vaga ${spot} fica guardada para você até ${until}.${extendable ? " Escreva *prorrogar* se precisar de mais tempo." : ""} Escreva *cancelar* para devolver.`,
  doubted:
    "Este número já foi usado por outra pessoa, então alguém da nossa equipe precisa verificar primeiro e vai escrever aqui. Até lá não posso reservar nem mostrar um saldo.",
};

const stays: Messages["stays"] = {
  parkedSince: (spot, since, price) => `Você está em ${spot} desde ${since}. A cobrança está correndo: ${price}.`,
  endsBySensor: "Quando terminar, é só sair com o carro.",
  endsByWord: "Escreva *saí* quando tiver saído com o carro.",
  endsBySensorWithReceipt: "Quando terminar, é só sair com o carro, e o recibo chega aqui.",
  endsByWordWithReceipt: "Escreva *saí* quando tiver saído com o carro, e o recibo chega aqui.",
  notSeenYet:
    "O sensor ainda não vê seu carro. Confira se você está na vaga certa; nossa equipe também vai dar uma olhada.",
  notSeen: "O sensor não vê seu carro. Confira se você está na vaga certa; nossa equipe também está olhando.",
  runningSince: (spot, since, minutes) => `Você está em ${spot} desde ${since} (${minutes}).`,
  costSoFar: (sum, price) => `Até agora: *${sum}* (${price}).`,
  billingStopped: (at) => `A cobrança parou às ${at}: a permanência é mais longa do que o estacionamento permite.`,
  moreThanBalance: (sum) =>
    `São ${sum} a mais que seu saldo. Você pode ficar e pagar o resto antes de reservar de novo.`,
  balanceAfter: (sum) => `Seu saldo depois: ${sum}.`,
  billChecked: (sum) => `A conta está em *${sum}*, e nossa equipe está verificando.`,
  parkedAlready: (spot) => `Você já está em ${spot}.`,
  leaveFirst: (spot, bySensor) =>
    `Você está em ${spot}. Uma vaga por vez: ${bySensor ? "saia primeiro" : "escreva *saí* quando tiver saído"} e depois reserve outra.`,
  howToEnd: (spot, bySensor) =>
    `Você está em ${spot}. ${
      bySensor
        ? "É só sair com o carro: o sensor vê, a cobrança para e o recibo chega aqui. Se você já saiu, escreva *saí*."
        : "Quando tiver saído, escreva *saí*: a cobrança para e o recibo chega aqui."
    }`,
  nothingToCancel: (spot, bySensor) =>
    `Você está em ${spot}, então não há nada para cancelar. ${
      bySensor
        ? "Termina sozinho quando você sair. Se você já saiu, escreva *saí*."
        : "Escreva *saí* quando tiver saído com o carro."
    }`,
  nothingToExtend: (spot) => `Você está em ${spot} e pode ficar o tempo que quiser. Não há nada para prorrogar.`,
  notBegun: (spot) =>
    `Sua permanência em ${spot} não começou, e nada é cobrado. Escreva *cancelar* para devolver a vaga.`,
  none: "Você não tem nenhuma permanência em andamento, e nada está sendo cobrado. Escreva *histórico* para ver suas últimas reservas.",
  saidNotMine: (spot) =>
    `Você nos disse que o carro em ${spot} não é seu. Nossa equipe está verificando e vai corrigir sua conta. Você não precisa fazer nada.`,
  saidLeft: (spot) =>
    `Você nos disse que saiu de ${spot}, e o sensor ainda vê um carro lá. Nossa equipe está verificando e vai acertar sua conta. Se não for seu carro, escreva *não é meu carro*.`,
  settledFirst: (claim) => `${claim} Assim que isso estiver resolvido, você pode reservar outra vaga.`,
  stillThere: (spot) =>
    `O sensor ainda vê um carro em ${spot}, então a cobrança não parou. Avisamos nossa equipe, que vai resolver. Se não for seu carro, escreva *não é meu carro*.`,
  notYours: (spot) =>
    `Obrigado por avisar. Nossa equipe vai olhar a vaga ${spot} e corrigir sua conta. Você terá notícias por aqui.`,
  limitNear: (spot, limit, at, seen) =>
    `Sua permanência em ${spot} chega ao limite de ${limit} às ${at}. ${
      seen
        ? "Nossa equipe será avisada. Você pode ficar, e a cobrança continua enquanto seu carro estiver lá."
        : "Nenhum sensor vê seu carro. Se você já saiu, escreva *saí*. Se não, a cobrança para nesse momento e nossa equipe dá uma olhada."
    }`,
  limitReachedSeen: (spot, limit) =>
    `Sua permanência em ${spot} já passou de ${limit}. A cobrança continua, porque o sensor vê seu carro. Nossa equipe foi avisada.`,
  limitReachedUnseen: (spot, limit, stopped) =>
    `Sua permanência em ${spot} já passou de ${limit}. Nenhum sensor vê seu carro, então a cobrança parou às ${stopped}, e nossa equipe vai olhar. Se você saiu, escreva *saí*.`,
  balanceLow: (balance, minutes, code) =>
    `Seu saldo de ${balance} dá para cerca de mais ${minutes} em *${code}*. Você pode ficar; o que faltar fica em débito e deve ser pago antes de reservar de novo.`,
  balanceUsedUp: (balance, code) =>
    `Seu saldo de ${balance} acabou enquanto você está em *${code}*. Você pode ficar; o que faltar fica em débito e deve ser pago antes de reservar de novo.`,
  receipt: {
    heading: (booking) => `*Recibo* da reserva ${number(booking)}`,
    spot: (spot, time, minutes) => `Vaga ${spot}, ${time} (${minutes})`,
    clockJumped:
      "Nosso relógio foi ajustado durante sua permanência: você paga pelo menor tempo possível, e nossa equipe verifica a conta.",
    freeAfter: (at) => `Nada é cobrado pelo tempo depois de ${at}.`,
    total: (sum) => `Total: *${sum}*`,
    checked: "Nossa equipe está verificando esta conta, como você pediu, e corrige se estiver errada.",
    owed: (sum) => `Você deve ${sum}: recarregue seu saldo antes de reservar de novo.`,
    balance: (sum) => `Seu saldo é de ${sum}.`,
  },
};

const waiting: Messages["waiting"] = {
  next: (lot) =>
    `Você é a próxima pessoa da fila para uma vaga em ${lot}. Escrevo assim que uma for guardada para você. Escreva *parar de esperar* se não precisar mais.`,
  inLine: (place, lot) =>
    `Você é o número ${number(place)} da fila para uma vaga em ${lot}. Escrevo assim que uma for guardada para você. Escreva *parar de esperar* se não precisar mais.`,
  kept: (spot, until) =>
    `A vaga ${spot} está guardada para você até ${until}. Escreva *sim* para reservar, ou *não* se não precisar mais.`,
  offered: (spot, until) =>
    `Boa notícia: a vaga ${spot} está livre e guardada para você até ${until}. Escreva *sim* para reservar, ou *não* se não precisar mais.`,
  lapsed: (spot) => `A vaga ${spot} não está mais guardada para você. Escreva *esperar* para esperar a próxima.`,
  stopped: (lot) => `Você não está mais esperando uma vaga em ${lot}. Escreva *vagas* para ver o que está livre.`,
  notPutInLine: "Tudo bem, não vou colocar você na fila. Escreva *vagas* para ver o que está livre.",
  noNeed: (lot) => `Não é preciso esperar: há uma vaga livre em ${lot}.`,
  whichLot: (lots) =>
    `Em qual estacionamento você quer esperar: ${lots.map((lot) => `*${lot}*`).join(" ou ")}? Escreva o nome.`,
};

const account: Messages["account"] = {
  owes: (sum) => `Você deve ${sum}`,
  has: (sum) => `Seu saldo é de ${sum}`,
  tooLow: (has, lot, needed) =>
    `${has}, e para reservar em ${lot} são necessários pelo menos ${needed}. Peça aqui à nossa equipe para recarregar seu saldo e depois reserve de novo.`,
  debt: (sum) => `Você deve *${sum}*. Peça aqui à nossa equipe para recarregar seu saldo antes de reservar de novo.`,
  balance: (sum) => `Seu saldo é de *${sum}*.`,
  stayChecked: (sum) => `Sua permanência até agora: ${sum}, que nossa equipe está verificando, como você pediu.`,
  stayCharged: (sum) => `Sua permanência até agora: ${sum}, cobrados quando terminar.`,
  toppedUp: (sum, balance) => `Recebemos ${sum}, obrigado. Seu saldo é de ${balance}.`,
  added: (sum, balance) => `${sum} foram adicionados ao seu saldo. Seu saldo é de ${balance}.`,
  taken: (sum, balance) => `${sum} foram descontados do seu saldo. Seu saldo é de ${balance}.`,
  adjusted: (booking, spot, now, before, balance) =>
    `A reserva ${number(booking)} (${spot}) agora custa *${now}* em vez de ${before}. Seu saldo é de ${balance}.`,
  history: "Suas últimas reservas:",
  past: (day, spot, outcome) => `${day}: ${spot}\n${outcome}`,
  completed: (minutes, sum) => `${minutes}, ${sum}`,
  running: (minutes, sum) => `${minutes} até agora, ${sum}`,
  reserved: (until) => `reservada até ${until}`,
  cancelled: "cancelada, sem custo",
  expired: "nenhum carro chegou, sem custo",
};

const occasions: Messages["occasions"] = {
  "stay.ended":
    "Seu recibo da reserva {{booking}}: vaga {{spot}} em {{lot}}, {{period}} ({{duration}}). Total: {{total}}. {{note}} Escreva aqui se algo não estiver certo.",
  "booking.reminded":
    "Sua vaga {{spot}} em {{lot}} fica guardada até {{until}}. Prorrogue se precisar de mais tempo, ou cancele para devolver.",
  "booking.expired": "Sua reserva da vaga {{spot}} em {{lot}} terminou porque nenhum carro chegou. Não custou nada.",
  "offer.made": "A vaga {{spot}} em {{lot}} está livre e guardada para você até {{until}}. Você quer reservar?",
  "offer.lapsed": "A vaga {{spot}} em {{lot}} não está mais guardada para você.",
  "booking.confirmed":
    "Nossa equipe reservou para você a vaga {{spot}} em {{lot}} até {{until}}. O preço ({{price}}) conta a partir da chegada do carro.",
  "booking.cancelled_by_team": "Nossa equipe cancelou sua reserva da vaga {{spot}} em {{lot}}. Não custou nada.",
  "booking.extended_by_team":
    "Sua reserva da vaga {{spot}} em {{lot}} foi prorrogada: fica guardada até {{until}} pelo mesmo preço.",
  "booking.moved_by_team":
    "Nossa equipe mudou sua reserva da vaga {{from}} para a vaga {{spot}} em {{lot}}. O preço continua o mesmo.",
  "booking.adjusted":
    "Sua reserva {{booking}} (vaga {{spot}} em {{lot}}) agora custa {{cost}} em vez de {{before}}. Seu saldo agora é de {{balance}}.",
  "account.credited": "Seu saldo de estacionamento mudou em {{change}} e agora é de {{balance}}.",
  "stay.started":
    "Sua permanência na vaga {{spot}} em {{lot}} começou às {{since}}. O preço ({{price}}) conta até você sair.",
  "stay.limit_near":
    "Sua permanência na vaga {{spot}} em {{lot}} chega ao limite de {{limit}} às {{time}}, e então nossa equipe será avisada. Se você já saiu, avise.",
  "stay.limit_reached":
    "Sua permanência na vaga {{spot}} em {{lot}} já passou de {{limit}}, e nossa equipe foi avisada. Se você já saiu, avise.",
  "stay.balance_low":
    "Seu saldo de {{balance}} está quase no fim com sua permanência na vaga {{spot}} em {{lot}}. Você pode ficar; o que faltar é pago antes de reservar de novo.",
};

/** The Brazilian Portuguese catalogue. */
export const ptBR: Messages = {
  language: "pt_BR",
  ...formats,
  ...{ tariff, bot, typed, commands, titles, spots, questions, bookings, stays, waiting, account, occasions },
};
