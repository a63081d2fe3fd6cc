// The Desk's theme: teal, warm white, a little brass. Colours that depend on the scheme are CSS variables (see base.css).
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  parseThemeColor,
  type VariantColorsResolver,
} from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eef5f5",
  "#dae9ea",
  "#b5d2d6",
  "#8db9c0",
  "#689fa9",
  "#4a8590",
  "#336b77",
  "#21525d",
  "#173b45",
  "#0e2a32",
];
const brass: MantineColorsTuple = [
  "#fff8e6",
  "#fdeec8",
  "#fadf9c",
  "#f6cd6d",
  "#f2b84b",
  "#dd9f2d",
  "#b97f18",
  "#8f600f",
  "#6b470d",
  "#49300b",
];
/** A warm grey in place of Mantine's. */
const gray: MantineColorsTuple = [
  "#faf8f3",
  "#f4f0e8",
  "#eae4d9",
  "#dcd4c6",
  "#c3b9a8",
  "#a1978a",
  "#7a7166",
  "#5d554c",
  "#3e3932",
  "#27241f",
];
const dark: MantineColorsTuple = [
  "#e4ebea",
  "#c6d2d2",
  "#a4b6b8",
  "#7f969a",
  "#3b555c",
  "#2b444b",
  "#1b3239",
  "#12262c",
  "#0d1d22",
  "#091519",
];

const green: MantineColorsTuple = [
  "#edf6ef",
  "#d9ecdd",
  "#b4d9be",
  "#8cc49c",
  "#65ae7b",
  "#479760",
  "#327e4a",
  "#25663b",
  "#1b502e",
  "#123a21",
];
const red: MantineColorsTuple = [
  "#fdf0ed",
  "#fadcd6",
  "#f3b9ae",
  "#e99182",
  "#dd6b59",
  "#cb4a38",
  "#b8352a",
  "#a32a20",
  "#7d231d",
  "#591914",
];

/** Text on a light background of its own colour: with enough contrast in both schemes (WCAG AA). */
const legible: VariantColorsResolver = (given) => {
  const colours = defaultVariantColorsResolver(given);
  const { color, isThemeColor } = parseThemeColor({
    color: given.color ?? given.theme.primaryColor,
    theme: given.theme,
  });
  if (given.variant !== "light" || !isThemeColor) return colours;
  const of = (shade: number) => `var(--mantine-color-${color}-${shade})`;
  return { ...colours, color: `light-dark(color-mix(in srgb, ${of(9)} 80%, black), ${of(1)})` };
};

export const theme = createTheme({
  colors: { ink, brass, gray, dark, green, red },
  variantColorResolver: legible,
  white: "#fffdf9",
  black: "#1d2a2e",
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.1875rem" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.45", xl: "1.4" },
  spacing: { xs: "0.375rem", sm: "0.625rem", md: "0.875rem", lg: "1.25rem", xl: "1.75rem" },
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "12px", xl: "20px" },
  defaultRadius: "sm",
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.3" },
      h2: { fontSize: "1rem", lineHeight: "1.35" },
      h3: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Anchor: { defaultProps: { underline: "always" } },
    Button: { defaultProps: { size: "sm" } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    InputWrapper: { styles: { label: { marginBottom: 3 }, description: { marginBottom: 4 } } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" } } },
    SegmentedControl: { styles: { root: { border: "1px solid var(--line)", background: "var(--surface-sunk)" } } },
    Modal: {
      styles: { title: { fontSize: "1rem", fontWeight: 620, lineHeight: 1.35 } },
      defaultProps: { centered: true, radius: "md", padding: "lg", overlayProps: { backgroundOpacity: 0.45 } },
    },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: "xs" } },
    Menu: { defaultProps: { shadow: "md" } },
    Badge: { defaultProps: { radius: "sm", variant: "light", tt: "none", fw: 550 } },
  },
});

/** Mantine's variables in each scheme where its defaults do not fit. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fffdf9",
    "--mantine-color-text": "#1d2a2e",
    "--mantine-color-dimmed": "#665d52",
    "--mantine-color-placeholder": "#7b7267",
    "--mantine-color-anchor": "var(--mantine-color-ink-7)",
    "--mantine-color-default-border": "#dcd4c6",
    "--mantine-color-default-hover": "#f4f0e8",
    "--mantine-color-error": "#b3261e",
  },
  dark: {
    "--mantine-color-body": "#12262c",
    "--mantine-color-text": "#e4ebea",
    "--mantine-color-dimmed": "#a4b6b8",
    "--mantine-color-placeholder": "#869ca0",
    "--mantine-color-anchor": "var(--mantine-color-ink-3)",
    "--mantine-color-default": "#1b3239",
    "--mantine-color-default-border": "#35505a",
    "--mantine-color-default-hover": "#223b43",
    "--mantine-color-error": "#ff8f82",
  },
});
