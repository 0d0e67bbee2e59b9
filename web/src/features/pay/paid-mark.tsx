/** The tick in its ring, drawn once. */
export const PaidMark = () => (
  <svg viewBox="0 0 60 60" width="60" height="60" aria-hidden="true" class="shrink-0">
    <circle cx="30" cy="30" r="29" class="fill-ok-wash stroke-2 stroke-ok-dot" />
    <path
      d="M19 31l8 8 15-17"
      fill="none"
      stroke-width="3.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      pathLength="1"
      class="drawn stroke-ok"
    />
  </svg>
)
