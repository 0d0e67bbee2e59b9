import { Show } from "solid-js"
import { type Money, moneyParts } from "~/domain/billing/money"

/** An amount with its unit in a quiet style: `10,000 sats`, `$5.00`. */
export function Amount(props: { money: Money }) {
  const parts = () => moneyParts(props.money)
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
