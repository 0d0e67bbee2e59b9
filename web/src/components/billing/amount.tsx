import { Show } from "solid-js"
import { type Money, reading } from "~/domain/billing/money"

/** An amount with its unit in a quiet style: `10,000 sats`, `$5.00`. With cents, their estimate takes its place: `≈ $5.00`. */
export function Amount(props: { money: Money; cents?: number | undefined }) {
  const parts = () => reading(props.money, props.cents ?? 0, props.cents !== undefined)
  return (
    <>
      {parts().figure}
      <Show when={parts().unit}>
        {" "}
        <span class="font-normal text-ink-3">{parts().unit}</span>
      </Show>
    </>
  )
}
