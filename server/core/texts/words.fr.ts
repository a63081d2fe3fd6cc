// What people write to the bot in French. Data only.
import type { Words } from "./words-shape.ts";

export const words: Words = {
  names: "Français, french, en français, parler français, francés, francês, französisch",
  choose: "langue, langues, changer de langue, changer langue, autre langue",
  greetings: "bonjour, salut, bonsoir, coucou, bjr, bonjour à vous",
  closings:
    "merci, merci beaucoup, mille mercis, d'accord, parfait, super, génial, au revoir, à bientôt, bonne journée, ça marche",
  person:
    "personne, une personne, humain, un humain, un agent, conseiller, un conseiller, parler à une personne, je veux parler à une personne, parler à quelqu'un, je veux parler à quelqu'un, je voudrais parler à quelqu'un, parler à un conseiller, parler à un humain, service client",
  menu: "menu, le menu, options, commandes",
  help: "aide, aidez-moi, aide-moi, j'ai besoin d'aide, comment ça marche",
  politeness:
    "s'il vous plaît, s'il te plaît, svp, stp, bonjour, salut, bonsoir, coucou, merci, merci beaucoup, pardon, excusez-moi",
  telling:
    "le les des un une du et ou mais parce quand où comment est sont suis j'ai je tu nous vous ils elle mon ma mes votre vos ne pas avec pour sur dans aussi encore déjà aujourd'hui hier demain voudrais veux peux peut besoin s'il plaît merci bonjour très toujours jamais maintenant ici là pourquoi quelle quel combien c'est",
  parking: {
    phrases: {
      slots:
        "places, place, libre, places libres, places disponibles, y a-t-il des places, il y a de la place, y a de la place, qu'est-ce qui est libre, où puis-je me garer, où me garer, stationnement, disponible, disponibles, disponibilité, se garer",
      book: "réserver, réserve, faire une réservation, je veux réserver, je voudrais réserver, nouvelle réservation, réserver une place, je voudrais une place, je veux une place",
      status:
        "statut, état, ma place, ma réservation, réservation, quelle est ma place, où suis-je garé, où est ma voiture, combien jusqu'ici, ça fait combien, combien pour l'instant",
      cancel: "annuler, annule, annulez, rendre la place, rendre ma place, annulation",
      balance: "solde, mon solde, combien j'ai, combien me reste-t-il, combien il me reste, combien je dois, recharger",
      history:
        "historique, mes réservations, dernières réservations, mes dernières réservations, anciennes réservations, reçus, mes reçus",
      extend:
        "prolonger, prolonge, prolongez, plus longtemps, plus de temps, il me faut plus de temps, j'ai besoin de plus de temps, rallonger, garder plus longtemps",
      wait: "attendre, j'attends, liste d'attente, file d'attente, sur la liste d'attente, mettez-moi sur la liste, mets-moi sur la liste, je veux attendre, je patiente",
      stop_waiting:
        "ne plus attendre, arrêter d'attendre, je n'attends plus, quitter la liste, quitter la liste d'attente, quitter la file, je ne veux plus attendre",
      parked:
        "garé, garée, je suis garé, je suis garée, stationné, je suis stationné, arrivé, arrivée, je suis arrivé, je suis arrivée, je suis là, me voilà, je suis sur place, j'y suis, je viens de me garer, je me suis garé, voiture garée",
      left: "parti, partie, je suis parti, je suis partie, déjà parti, je suis déjà parti, je suis sorti, reparti, je suis reparti, j'ai quitté la place, sorti",
      leaving:
        "je pars, je m'en vais, fini, j'ai fini, j'ai terminé, terminé, terminer, fin, finir, partir, sortir, arrêter, stop, payer, comment payer, comment je paie, comment terminer, comment partir",
      not_me:
        "pas moi, ce n'est pas moi, c'est pas moi, pas ma voiture, ce n'est pas ma voiture, c'est pas ma voiture, pas la mienne, ce n'est pas la mienne, c'est pas la mienne, c'était pas moi",
      yes: "oui, ouais, ok, d'accord, bien sûr, absolument, je confirme, confirmer, oui annuler, oui je veux, vas-y, allez-y, volontiers, exactement",
      no: "non, nan, non merci, pas maintenant, surtout pas, plutôt pas, laissez tomber, laisse tomber, rien",
      keep: "garder, la garder, garder la réservation, garder ma place, je la garde",
    },
    sentences: {
      cancel: { one: "annuler annule annulez annulation", beside: "réservation" },
      extend: {
        one: "prolonger prolonge prolongez prolongation rallonger",
        beside: "réservation temps plus longtemps stationnement",
      },
      history: {
        one: "historique reçus dernières anciennes précédentes passées",
        beside: "réservations réservation stationnements paiements",
      },
      balance: { one: "solde crédit", beside: "compte argent reste disponible" },
      wait: { one: "attendre attends patienter préviens prévenez", beside: "liste attente file prochaine libre quand" },
      status: { one: "statut état réservation", beside: "actuel actuelle" },
      book: { one: "réserver réserve réservez réserverais prendre prends" },
      parked: { one: "garé garée stationné stationnée", beside: "voiture viens" },
      left: { one: "parti partie reparti repartie", beside: "déjà viens" },
      slots: {
        one: "places place libre libres disponible disponibles garer stationner stationnement parking emplacements emplacement",
        beside: "voiture encore quelque chose vide vides reste t-il a-t-il t il y a",
      },
    },
    filler:
      "je j me m moi mon ma mes le la les l un une des de d du ce c cette que qu est sont ai voir montre montrez montre-moi dis dites donne donnez veux voudrais veut aimerais puis peux peut pouvez pourrais pourriez vous tu te il y a faut besoin combien quel quelle quels quelles où maintenant actuellement aujourd hui pour à au aux en sur si on s se bien là ici tous toutes toute tout dans pouvoir moi",
    not: "ne n pas jamais sans table hôtel chambre",
    spot: "place emplacement numéro num n°",
    at: "à au aux dans",
    near: "réserver annuler statut solde historique prolonger places attendre stationné",
    unlike: "reserve stature soldat soldes place plages entendre étendre tendre annuel annuaire prolongé",
    time: {
      later:
        "demain après-demain après lundi mardi mercredi jeudi vendredi samedi dimanche matin midi soir minuit nuit après-midi semaine prochain prochaine tard week-end",
      months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
      soon: "dans à",
      units: "minute minutes min heure heures h jour jours semaine semaines mois",
      numbers: "un une deux trois quatre cinq six sept huit neuf dix demi demie",
      before: "vers dès",
      after: "h",
    },
  },
};
