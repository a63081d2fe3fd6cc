// What Bellhop needs of Meta's access token. (Meta: permissions; debug token.)

/** The rights. */
export const RIGHTS = ["whatsapp_business_messaging", "whatsapp_business_management"];

/** So long before its end the token is worth a warning, in ms. */
export const WARN_MS = 7 * 86_400_000;
