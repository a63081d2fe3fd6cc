// What people write to the bot in the Portuguese of Brazil. Data only.
import type { Words } from "./words-shape.ts";

export const words: Words = {
  names:
    "Português, português do Brasil, portuguese, em português, falar português, brasileiro, portugués, portugiesisch, portugais",
  choose: "idioma, idiomas, língua, mudar idioma, mudar de idioma, outro idioma, trocar idioma",
  greetings: "olá, oi, oie, bom dia, boa tarde, boa noite, e aí, opa, tudo bem, oi tudo bem",
  closings:
    "obrigado, obrigada, muito obrigado, muito obrigada, valeu, beleza, blz, perfeito, ótimo, tchau, até logo, até mais",
  person:
    "pessoa, uma pessoa, humano, um humano, atendente, um atendente, falar com atendente, falar com um atendente, falar com uma pessoa, quero falar com uma pessoa, quero falar com alguém, falar com alguém, quero um atendente, atendimento humano",
  menu: "menu, o menu, cardápio, opções, comandos",
  help: "ajuda, me ajuda, me ajude, preciso de ajuda, como funciona",
  politeness:
    "por favor, pfv, pfvr, por gentileza, olá, oi, bom dia, boa tarde, boa noite, obrigado, obrigada, muito obrigado, com licença",
  telling:
    "você vocês não são uma uns umas dos das nos nas pelo pela com mas porque quando onde como está estão estou tenho tem há quero posso pode preciso muito também até desde hoje ontem amanhã eu nós eles meu minha seu sua carro cheguei sempre nunca agora aqui ali obrigado olá senhor senhora bom boa ao vou foi",
  parking: {
    phrases: {
      slots:
        "vagas, vaga, vagas livres, lugares, tem vaga, há vaga, tem lugar, onde posso estacionar, estacionamento, disponíveis, disponibilidade, tem vagas, há vagas",
      book: "reservar, fazer uma reserva, fazer reserva, quero reservar, nova reserva, quero uma vaga",
      status:
        "status, situação, estado, minha vaga, meu lugar, minha reserva, reserva, qual é minha vaga, onde estou estacionado, onde está meu carro, cadê meu carro, quanto deu até agora, quanto está dando",
      cancel: "cancelar, cancela, cancele, anular, desmarcar, devolver a vaga, devolver vaga",
      balance:
        "saldo, meu saldo, quanto eu tenho, quanto tenho, quanto devo, quanto eu devo, recarregar, devo alguma coisa",
      history:
        "histórico, minhas reservas, últimas reservas, minhas últimas reservas, reservas anteriores, recibos, meus recibos",
      extend:
        "prorrogar, estender, ampliar, prolongar, mais tempo, preciso de mais tempo, quero mais tempo, aumentar o tempo, esticar",
      wait: "esperar, espero, fila, fila de espera, lista de espera, entrar na fila, entrar na fila de espera, me coloca na fila, quero esperar, aguardar",
      stop_waiting:
        "parar de esperar, não esperar mais, não espero mais, sair da fila, sair da fila de espera, sair da lista, não quero mais esperar, desistir da fila",
      parked:
        "estacionei, estacionado, cheguei, já cheguei, estou aqui, já estou aqui, tô aqui, to aqui, estou estacionado, já estacionei, parei o carro, acabei de chegar, acabei de estacionar, já estou na vaga",
      left: "saí, sai, já saí, já sai, fui embora, já fui, já fui embora, saí da vaga, já saí da vaga, deixei a vaga",
      leaving:
        "estou saindo, tô saindo, to saindo, saindo, vou sair, vou embora, indo embora, terminei, acabei, terminar, encerrar, finalizar, fim, sair, pagar, como pago, como eu pago, como saio, como encerro, parar, pronto",
      not_me:
        "não sou eu, não é meu carro, não é o meu carro, não é meu, esse carro não é meu, esse não é meu carro, não fui eu",
      yes: "sim, s, claro, com certeza, pode ser, pode, isso, isso mesmo, ok, beleza, confirmo, confirmar, quero, quero sim, sim cancelar, pode cancelar",
      no: "não, nao, n, não quero, não obrigado, não obrigada, melhor não, deixa pra lá, deixa, agora não, nada",
      keep: "manter, manter a reserva, ficar com a vaga, deixa como está",
    },
    sentences: {
      cancel: {
        one: "cancelar cancela cancele cancelo cancelá anular anula anule desmarcar cancelamento",
        beside: "reserva agendamento",
      },
      extend: {
        one: "prorrogar prorroga prorrogue estender estende estenda ampliar prolongar prolonga esticar",
        beside: "reserva tempo mais permanência pouco",
      },
      history: {
        one: "histórico recibos anteriores últimas passadas",
        beside: "reservas reserva estadias pagamentos",
      },
      balance: { one: "saldo crédito créditos", beside: "conta dinheiro resta sobrou disponível tenho" },
      wait: {
        one: "esperar espero aguardar aguardo avisa avise",
        beside: "fila lista espera livre próxima quando ficar liberar",
      },
      status: { one: "status situação estado reserva", beside: "atual" },
      book: {
        one: "reservar reserva reserve reservo agendar agende quero",
      },
      parked: { one: "estacionei estacionado", beside: "carro acabei acabo" },
      left: { one: "saí sai", beside: "já carro" },
      slots: {
        one: "vagas vaga lugares lugar estacionar estacionamento livres livre disponíveis disponível disponibilidade",
        beside: "carro alguma algum algo parar vazias vazia",
      },
    },
    filler:
      "eu me meu minha meus minhas o a os as um uma de do da dos das no na em que qual quais é são está estão tem há ver mostra mostre mostrar diga diz quero queria gostaria posso pode poderia preciso tenho quanto quantas quantos onde agora hoje mesmo atualmente para pra pro por favor lhe te seu sua se aí aqui tudo todos até já com dia",
    not: "não nunca nem sem mesa hotel quarto",
    spot: "vaga lugar espaço box número núm nro estacionamento",
    at: "em no na",
    near: "reservar cancelar situação saldo histórico prorrogar estender vagas esperar estacionei estacionado",
    unlike: "reserve vargas salgado saldos vacas estendido separar comparar esperança situar",
    time: {
      later:
        "amanhã depois segunda terça quarta quinta sexta sábado domingo feira tarde noite meio-dia meia-noite madrugada manhã semana próximo próxima seguinte",
      months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
      soon: "em daqui dentro",
      units: "minuto minutos min hora horas h dia dias semana semanas mês meses",
      numbers: "um uma dois duas três quatro cinco seis sete oito nove dez meia",
      before: "às as",
      after: "h am pm",
    },
  },
};
