// The Desk's icons: line drawings, 24 by 24. A new icon is one line here.
const shapes = {
  inbox:
    "M4 13.5 6.6 5.6A1.6 1.6 0 0 1 8.1 4.5h7.8a1.6 1.6 0 0 1 1.5 1.1L20 13.5v4.4a1.6 1.6 0 0 1-1.6 1.6H5.6A1.6 1.6 0 0 1 4 17.9zM4 13.5h4.4l1.4 2.6h4.4l1.4-2.6H20",
  messages: "M4 6.5h16M4 12h16M4 17.5h10",
  parking: "M5 4.5h14v15H5zM9.8 16.5v-9h3a2.7 2.7 0 0 1 0 5.4h-3",
  overview: "M4.5 19.5h15M7 16v-4.5M12 16V6.5M17 16v-7",
  rules: "M5 5.5h14v9.5h-8l-4 3.6V15H5zM8.6 9h6.8M8.6 11.8h4",
  people:
    "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.5 19c.4-3 2.6-4.6 5.5-4.6s5.1 1.6 5.5 4.600M15.5 5.600a3 3 0 0 1 0 5.600M17.2 14.800c1.9.6 3 2 3.3 4.2",
  keys: "M14.5 13.500a4.2 4.2 0 1 0-4-3L4.5 16.500v3h3v-2h2v-2h1.600l1.2-1.200a4 4 0 0 0 2.2.200zM16 8h.01",
  template: "M5 5h14v10.5H9.5L5 19.500zM8.5 8.700h7M8.5 11.700h4.5",
  audit: "M7 4.500h10v15l-2.5-1.6-2.5 1.6-2.5-1.600L7 19.500zM9.8 8.500h4.400M9.8 11.800h4.4",
  settings:
    "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400zM9 19.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400z",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  search: "M10.8 17a6.2 6.2 0 1 0 0-12.4 6.2 6.2 0 0 0 0 12.400zM15.5 15.5 20 20",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.500l4.5 4.500L19 7.5",
  checks: "M2.5 12.5 7 17l8.5-9M12 16l1 1 8.5-9",
  chevronDown: "M6 9.500l6 6 6-6",
  chevronRight: "M9.5 6l6 6-6 6",
  chevronLeft: "M14.5 6l-6 6 6 6",
  chevronUp: "M6 14.500l6-6 6 6",
  up: "M12 19.5v-15M6.5 10 12 4.5l5.5 5.5",
  down: "M12 4.5v15M6.5 14l5.5 5.5 5.5-5.5",
  back: "M10.5 6l-6 6 6 6M4.5 12h15",
  plus: "M12 5v14M5 12h14",
  edit: "M14.5 5.500l4 4L8.5 19.500h-4v-4z",
  trash: "M5 7h14M9.5 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.2 10.500v5.500M13.8 10.500v5.5",
  copy: "M8.5 8.500h11v11h-11zM15.5 8.500v-4h-11v11h4",
  download: "M12 4.500v10M7.5 10.500l4.5 4.5 4.5-4.500M4.5 19.500h15",
  upload: "M12 15V5M7.5 9.5 12 5l4.5 4.500M4.5 19.500h15",
  filter: "M4 5.500h16l-6.2 7v5.500l-3.6 1.800v-7.300z",
  columns: "M4.5 5h15v14h-15zM9.5 5v14M14.5 5v14",
  refresh: "M19 11a7 7 0 1 0-1.3 5M19.5 5v6h-6",
  send: "M4.5 12 19.5 5l-5 14.5-3.2-5.800zM11.3 13.7 19.5 5",
  reply: "M9.5 6 4.5 11l5 5M4.5 11h9a6 6 0 0 1 6 6v1.5",
  note: "M5 4.500h14v10l-5 5H5zM19 14.500h-5v5",
  tag: "M4.5 4.500h7.500l7.5 7.5-7.5 7.5-7.5-7.500zM8.3 8.300h.01",
  clock: "M12 19.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM12 7.800V12l3 1.8",
  warning: "M12 4.8 20.5 19h-17zM12 10v4M12 16.600h.01",
  info: "M12 19.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM12 11.200v4.600M12 8.200h.01",
  offline: "M4 4l16 16M8.5 15.500a5 5 0 0 1 5-1.200M5 12a10 10 0 0 1 4.5-2.600M13.5 9a10 10 0 0 1 5.5 3M12 19h.01",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.400M5.6 18.4 7 17M17 7l1.4-1.4",
  moon: "M19.5 14.300A7.8 7.8 0 0 1 9.7 4.500a7.8 7.8 0 1 0 9.8 9.800z",
  screen: "M4 5h16v11H4zM9 19.500h6M12 16v3.5",
  signOut: "M13.5 4.500h-8v15h8M10 12h10M16.5 8.5 20 12l-3.5 3.5",
  keyboard: "M3.5 6.500h17v11h-17zM7 10h.01M10.5 10h.01M14 10h.01M17.5 10h.01M8 14h8",
  device: "M7 7h10v10H7zM10 10h4v4h-4zM9.5 4v3M14.5 4v3M9.5 17v3M14.5 17v3M4 9.500h3M4 14.500h3M17 9.500h3M17 14.500h3",
  car: "M4.5 16.500v-4l2-5.500h11l2 5.500v4zM4.5 12.500h15M6.5 16.500v2M17.5 16.500v2M7.5 14.500h.01M16.5 14.500h.01",
  bot: "M5.5 9h13v9.500h-13zM12 9V5.500M9.5 13.300h.01M14.5 13.300h.01M3.5 12.500v3M20.5 12.500v3",
  person: "M12 12a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.400zM5 19.500c.5-3.5 3.3-5 7-5s6.5 1.5 7 5",
  play: "M8 5.500v13l10.5-6.500z",
  pin: "M12 20.500c4-4.3 6-7.5 6-10.200a6 6 0 0 0-12 0c0 2.7 2 5.9 6 10.200zM12 12.500a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.600z",
  file: "M6.5 4h7.500l4 4v12h-11.500zM13.5 4v4.500H18",
  link: "M10 14a3.5 3.5 0 0 0 5 0l3.5-3.500a3.5 3.5 0 0 0-5-5L12.5 6.500M14 10a3.5 3.5 0 0 0-5 0l-3.5 3.500a3.5 3.5 0 0 0 5 5l1-1",
} as const;

export type IconName = keyof typeof shapes;

/** An icon, `size` pixels wide, in the text colour. Hidden from screen readers: the button around it has a label. */
export function Icon({ name, size = 18, strokeWidth = 1.7 }: { name: IconName; size?: number; strokeWidth?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
