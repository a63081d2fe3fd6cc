// Entry point of the Desk: sets up strings, queries, theme and routes, and renders the app.
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import "@mantine/core/styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../kit/base.css";
import { guardComposition } from "../kit/composing.ts";
import { startWords } from "../kit/i18n.ts";
import { theme, variables } from "../kit/theme.ts";
import { Toasts } from "../kit/toasts.tsx";
import { queries } from "./queries.ts";
import { router } from "./routes.tsx";
import { strings } from "./strings.ts";

// The content security policy allows only styles with this nonce.
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;

startWords(strings);
guardComposition(window);
const colours = localStorageColorSchemeManager({ key: "bellhop.colours" });

createRoot(document.getElementById("desk")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        colorSchemeManager={colours}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <RouterProvider router={router} />
        <Toasts />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
