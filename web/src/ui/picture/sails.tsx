/** One to three sails beside a plan's name: its rank among the plans. */
export const Sails = (props: { rank: number; size?: number }) => {
  const unlit = (sail: number) => (props.rank >= sail ? "1" : ".22")
  return (
    <svg
      width={props.size ?? 26}
      height={((props.size ?? 26) * 28) / 32}
      viewBox="0 0 32 28"
      fill="currentColor"
      class="shrink-0 text-sea"
      aria-hidden="true"
    >
      <path d="M2 24V12C5.4 15 7.5 19.2 8.2 24Z" />
      <path d="M10.5 24V8C14.8 12 17.2 17.6 17.8 24Z" opacity={unlit(2)} />
      <path d="M20.2 24V4C26 9.4 29.2 16.4 30 24Z" opacity={unlit(3)} />
    </svg>
  )
}
