// The words by which customers end marketing or ask for it again, as whole messages. Pure.
import { normalizeText } from "../../base/normalize-text.ts";
import type { InboundMessage } from "../../contract/inbound.ts";
import type { MarketingChoice } from "../../contract/opt-outs.ts";
import { passiveOf } from "./effects.ts";

/**
 * Twilio's and Meta's standard words, without those that are ordinary answers in a conversation (cancel, end, quit, yes). (Twilio: default opt-out
 * keywords; Meta: the marketing opt-out button.) A line a language.
 */
const WORDS: Record<MarketingChoice, readonly string[]> = {
  stop: [
    "stop, stopall, stop all, unsubscribe, opt out, optout, revoke, stop promotions, stop marketing, stop offers, no more offers",
    "baja, dar de baja, darme de baja, cancelar suscripción, no más ofertas, no quiero más ofertas, no más publicidad",
    "parar, descadastrar, cancelar inscrição, não quero mais ofertas, parar ofertas, parar promoções, sair da lista de ofertas",
    "stopp, abmelden, abbestellen, keine angebote mehr, keine werbung, keine werbung mehr",
    "arrêt, arret, désinscription, désinscrire, désabonner, plus d'offres, plus de publicité",
    "रोकें, रोको, बंद करें ऑफ़र, ऑफ़र बंद करें, ऑफर बंद करो, अनसब्सक्राइब, offer band karo, offers band karo",
    "توقف, إيقاف, إلغاء الاشتراك, أوقف العروض, إيقاف العروض, لا أريد عروض",
  ],
  resume: [
    "start, unstop, subscribe, opt in, optin, resume promotions, start promotions",
    "alta, darme de alta, suscribirme, quiero ofertas",
    "voltar, cadastrar, quero ofertas, receber ofertas, voltar a receber ofertas",
    "anmelden, angebote wieder, wieder angebote",
    "reprendre, réinscription, m'abonner, reprendre les offres",
    "शुरू, शुरू करें, ऑफ़र शुरू करें, ऑफर शुरू करो, offer shuru karo",
    "اشتراك, اشترك, استئناف العروض, أريد العروض",
  ],
};

const CHOICES = new Map(
  (Object.keys(WORDS) as MarketingChoice[]).flatMap((choice) =>
    WORDS[choice]
      .flatMap((line) => line.split(","))
      .map((words): [string, MarketingChoice] => [normalizeText(words), choice]),
  ),
);

/** What a customer's message says about marketing; null when it is about something else. A word in the history of a number counts for nothing. */
export function choiceIn(message: InboundMessage): MarketingChoice | null {
  const { type, text, echo, groupId } = message;
  if (echo || groupId !== null || passiveOf(message) === "history") return null;
  if ((type !== "text" && type !== "button" && type !== "interactive") || text === null || text.length > 40)
    return null;
  return CHOICES.get(normalizeText(text)) ?? null;
}
