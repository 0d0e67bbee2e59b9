import { Show } from "solid-js"
import { moneyParts } from "~/domain/billing/money"
import { type Band, sumOf } from "~/domain/billing/revenue"
import { text } from "~/features/operator/words/en/admin-money"
import { Card } from "~/ui/card"
import { ShareBar } from "./share-bar"

/** Open or overdue amounts: sums, numbers of invoices, and ages. */
export function Ageing(props: { of: "open" | "overdue"; bands: readonly Band[]; href: string }) {
  const words = () => text[props.of]
  const sum = () => sumOf(props.bands)
  const parts = () => moneyParts(sum().total)
  const age = (band: Band) => {
    if (band.days_to === null) return words().older(band.days_from)
    return band.days_from === 0 ? words().upTo(band.days_to) : words().between(band.days_from, band.days_to)
  }
  return (
    <Card>
      <h2 class="font-label text-ink-2 text-small">
        <a href={props.href} class="hover:text-ink hover:underline">
          {words().title}
        </a>
      </h2>
      <Show when={sum().invoices > 0} fallback={<p class="mt-2 text-ink-2">{words().none}</p>}>
        <p class="mt-1 mb-4 font-semibold text-figure tabular-nums">
          {parts().figure}{" "}
          <span class="font-normal text-control text-ink-2 tracking-normal">
            {text.open.in(parts().unit, sum().invoices)}
          </span>
        </p>
        <ShareBar
          label={words().byAge}
          shares={props.bands.map((band) => ({
            label: age(band),
            count: band.total.amount,
            shown: moneyParts(band.total).figure,
          }))}
        />
      </Show>
    </Card>
  )
}
