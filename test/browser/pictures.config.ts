// Takes the screenshots of the README: `npm run pictures`.
import config from "./playwright.config.ts";

const usual = config.projects?.find(({ name }) => name === "desktop");

export default {
  ...config,
  testMatch: "pictures.ts",
  timeout: 300_000,
  projects: [{ ...usual, name: "pictures", use: { ...usual?.use, viewport: { width: 1440, height: 860 } } }],
};
