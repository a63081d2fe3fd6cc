// Bellhop's logo: a bell on a counter.

/** The bell in its square, `size` pixels wide. `bare`: without the square, for dark backgrounds. */
export function Mark({ size = 32, bare = false }: { size?: number; bare?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {bare ? null : <rect width="48" height="48" rx="15" fill="#173b45" />}
      <path d="M10 32.5a14 14 0 0 1 28 0z" fill="#f2b84b" />
      <rect x="7.5" y="33.5" width="33" height="4.6" rx="2.3" fill="#fff3d8" />
      <circle cx="24" cy="14.6" r="3.6" fill="#f2b84b" />
      <path d="M15 30a9.6 9.6 0 0 1 6-7" fill="none" stroke="#fff3d8" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
