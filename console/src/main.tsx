import "@fontsource/ibm-plex-sans/latin-400.css";
import "@fontsource/ibm-plex-sans/latin-500.css";
import "@fontsource/ibm-plex-sans/latin-600.css";
import "@fontsource/ibm-plex-sans/latin-ext-400.css";
import "@fontsource/ibm-plex-sans/latin-ext-500.css";
import "@fontsource/ibm-plex-sans/latin-ext-600.css";
import "@fontsource/ibm-plex-sans/cyrillic-400.css";
import "@fontsource/ibm-plex-mono/latin-400.css";
import "@fontsource/ibm-plex-mono/latin-500.css";
import "@fontsource/ibm-plex-mono/latin-600.css";
import "@fontsource/ibm-plex-mono/latin-ext-500.css";
import "maplibre-gl/dist/maplibre-gl.css";
import "./ui/tokens.css";
import "./ui/components.css";
import "./ui/extra.css";
import "./ui/phone.css";
import "./ui/pages.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { ErrorBoundary } from "./app/ErrorBoundary";
import { tellWhole } from "./ui/whole";

// The server may stand in the same house while the browser believes that it is offline: it is always asked.
const queries = new QueryClient({ defaultOptions: { mutations: { networkMode: "always" }, queries: { networkMode: "always", refetchOnWindowFocus: false, retry: 3, staleTime: 5_000 } } });
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
tellWhole(document);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ErrorBoundary><App /></ErrorBoundary>
    </QueryClientProvider>
  </StrictMode>,
);
