// What people write to the bot in Spanish. Data only.
import type { Words } from "./words-shape.ts";

export const words: Words = {
  names: "Español, castellano, spanish, en español, hablar español, en castellano, espanhol, spanisch, espagnol",
  choose: "idioma, idiomas, lengua, cambiar idioma, cambiar de idioma, otro idioma",
  greetings: "hola, buenas, buenos días, buenas tardes, buenas noches, qué tal, hola qué tal",
  closings: "gracias, muchas gracias, mil gracias, vale, de acuerdo, perfecto, genial, adiós, hasta luego, chao",
  person:
    "persona, una persona, humano, un humano, agente, un agente, operador, hablar con una persona, quiero hablar con una persona, hablar con un agente, quiero hablar con alguien, hablar con un humano, necesito ayuda de una persona, atención al cliente",
  menu: "menú, el menú, opciones, comandos",
  help: "ayuda, ayúdame, necesito ayuda, cómo funciona",
  politeness:
    "por favor, porfa, porfavor, hola, buenas, buenos días, buenas tardes, buenas noches, gracias, muchas gracias, disculpa, disculpe, perdona",
  telling:
    "el los las una unos del y pero porque cuando donde dónde cómo qué está están estoy tengo tiene hay quiero puedo puede necesito muy también hasta desde hoy ayer mañana usted nosotros ellos mi tu su coche llegué llamo siempre nunca ahora aquí allí gracias hola señor señora buenos buenas",
  parking: {
    phrases: {
      slots:
        "plazas, plaza, lugares, lugares libres, sitios, sitios libres, cajones, hay lugar, hay sitio, hay plazas, hay lugar libre, hay espacio, dónde puedo estacionar, dónde puedo aparcar, parqueo, estacionamiento, aparcamiento, disponibles, disponibilidad",
      book: "reservar, hacer una reserva, quiero reservar, nueva reserva, quiero una plaza, quiero un lugar",
      status:
        "estado, estatus, mi plaza, mi lugar, mi sitio, mi reserva, reserva, cuál es mi plaza, dónde estoy estacionado, dónde está mi coche, dónde está mi carro, cuánto llevo, cuánto va, cuánto es hasta ahora",
      cancel: "cancelar, cancela, anular, anula, cancélala, devolver la plaza, devolver plaza",
      balance: "saldo, mi saldo, cuánto tengo, cuánto dinero tengo, cuánto debo, recargar, debo algo",
      history:
        "historial, mis reservas, últimas reservas, mis últimas reservas, reservas anteriores, recibos, mis recibos",
      extend:
        "ampliar, extender, alargar, más tiempo, necesito más tiempo, quiero más tiempo, prolongar, guárdala más tiempo",
      wait: "esperar, espero, lista de espera, en lista de espera, ponme en la lista, apúntame, ponme en la lista de espera, quiero esperar",
      stop_waiting:
        "dejar de esperar, ya no espero, no esperar más, no espero más, salir de la lista, salir de la lista de espera, quitarme de la lista, ya no quiero esperar",
      parked:
        "estacionado, aparcado, estacioné, aparqué, ya estacioné, ya aparqué, llegué, ya llegué, he llegado, estoy aquí, ya estoy aquí, aquí estoy, estoy estacionado, estoy aparcado, he aparcado, he estacionado, parqueado, ya estoy",
      left: "me fui, ya me fui, me he ido, ya salí, salí, he salido, ya no estoy, me marché, ya me marché, me fui ya, mi coche ya no está",
      leaving:
        "me voy, ya me voy, terminé, he terminado, termino, terminar, listo, ya está, salir, salgo, fin, finalizar, pagar, cómo pago, cómo termino, cómo salgo, adiós me voy, parar",
      not_me:
        "no soy yo, no es mi coche, no es mi carro, no es mi auto, no es mi vehículo, no es mío, ese no es mi coche, ese coche no es mío, no fui yo",
      yes: "sí, si, claro, claro que sí, por supuesto, dale, ok, vale, de acuerdo, confirmo, confirmar, adelante, sí cancelar, sí quiero, correcto",
      no: "no, no gracias, mejor no, no quiero, déjalo, nada, ahora no, para nada",
      keep: "mantener, mantenerla, conservar, quedármela, mantener la reserva, déjala",
    },
    sentences: {
      cancel: {
        one: "cancelar cancela cancele cancelo cancelarla cancélala anular anula anule cancelación",
        beside: "reserva reservación booking",
      },
      extend: {
        one: "ampliar amplía ampliarla extender extiende extenderla alargar alarga prolongar prolonga",
        beside: "reserva reservación tiempo más estancia rato",
      },
      history: {
        one: "historial recibos anteriores últimas pasadas",
        beside: "reservas reserva reservaciones estancias pagos",
      },
      balance: { one: "saldo crédito", beside: "cuenta dinero queda quedan disponible tengo" },
      wait: { one: "esperar espero espera avísame", beside: "lista libre quede haya próxima cuando" },
      status: { one: "estado estatus reserva reservación", beside: "actual" },
      book: {
        one: "reservar reserva reserve resérvame resérveme reservame reservarme reservo apartar aparta apártame apárteme quiero",
      },
      parked: { one: "estacionado aparcado estacioné aparqué parqueado parqueé", beside: "coche carro auto" },
      left: { one: "fui salí marché", beside: "ya he" },
      slots: {
        one: "plazas plaza lugares lugar sitios sitio cajones espacios espacio estacionar aparcar parquear estacionamiento aparcamiento parqueo parking libres libre disponibles disponible disponibilidad",
        beside: "coche carro auto algún alguna algo vacíos vacío vacías",
      },
    },
    filler:
      "yo me mi mis el la los las un una de del a al que qué cuál cuáles es son está están hay ver muéstrame muestra enséñame dime dame quiero quisiera querría puedo puede puedes podría podrías necesito tengo cuánto cuánta cuántos cuántas dónde ahora hoy mismo actualmente para se ya por favor lo le te tu si quieres sería gustaría todo todos hasta en con ahí aquí",
    not: "no nunca tampoco sin mesa hotel habitación",
    spot: "plaza lugar sitio cajón espacio puesto estacionamiento aparcamiento parqueo parking número núm nro",
    at: "en",
    near: "reservar cancelar estado saldo historial ampliar extender plazas esperar estacionado aparcado",
    unlike:
      "reserve estadio estadio saldos estate soldado pleitos pizzas placas aplazar ampliado esperanza espera separar comparar",
    time: {
      later:
        "mañana pasado lunes martes miércoles jueves viernes sábado domingo tarde noche mediodía medianoche madrugada semana próximo próxima siguiente luego fin",
      months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
      soon: "en dentro",
      units: "minuto minutos min hora horas h día días semana semanas mes meses rato",
      numbers: "un una uno dos tres cuatro cinco seis siete ocho nueve diez media",
      before: "las la",
      after: "h am pm",
    },
  },
};
