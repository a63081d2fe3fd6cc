// Sends mail over SMTP; implements the port `Mailer`.
import type { Transporter } from "nodemailer";
import { isLoopback } from "../../base/local.ts";
import type { Mail, Mailer, StaffMessageResult } from "../../contract/mail.ts";

/** In ms: for a connection, the server's greeting, and a silence. */
const TIMEOUTS = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 };

/** An error of nodemailer: the code of its kind, the server's reply, and the command that it answered. */
type SmtpError = Error & { code?: string; responseCode?: number; response?: string; command?: string };

/**
 * A mailer for `smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS from the beginning). A password goes only over an encrypted connection,
 * unless the server is on this machine. The library is loaded with the first mail.
 */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const secure = protocol === "smtps:";
  const used = Number(port || (secure ? 465 : 587));
  const auth = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
  let loading: Promise<Pick<Transporter, "sendMail">> | null = null;
  const open = async () => {
    const { createTransport } = await import("nodemailer");
    const requireTLS = !secure && auth !== undefined && !isLoopback(host);
    return createTransport({ host, port: used, secure, requireTLS, ...(auth ? { auth } : {}), ...TIMEOUTS });
  };
  return {
    server: `${host}:${used}`,
    from,
    async send(mail) {
      try {
        loading ??= open();
        const { response } = await (await loading).sendMail(envelopeOf(mail, from));
        return { outcome: "taken", answer: response ?? "" };
      } catch (error) {
        return failureOf(error as SmtpError, `${host}:${used}`);
      }
    },
  };
}

/** The mail as nodemailer takes it. Automatic answers (out of office) are not wanted. */
function envelopeOf({ to, key, subject, text, html }: Mail, from: string): object {
  const domain = /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? "bellhop";
  const headers = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
  return { from, to, subject, text, html, messageId: `<${key}@${domain}>`, headers };
}

/** Only a recipient whom the server refuses for good is given up; all else may be mended, such as a password that is wrong. */
function failureOf({ code, responseCode, response, command, message }: SmtpError, server: string): StaffMessageResult {
  const isRecipient = command?.startsWith("RCPT") && responseCode !== undefined && responseCode >= 500;
  if (response) return { outcome: isRecipient ? "refused" : "later", answer: response };
  return { outcome: "later", answer: `${server} could not be asked: ${code ? `${code}: ` : ""}${message}` };
}
