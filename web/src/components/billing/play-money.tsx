import { Show } from "solid-js"
import { useDemoWalletKey } from "~/api/demo"
import { useInfo } from "~/api/info"
import { text } from "~/components/billing/words/en/play-money"

/** A label for the demo's own wallet, beside a connected wallet. */
export function PlayMoney(props: { wallet: string | undefined; class?: string | undefined }) {
  const info = useInfo()
  const demo = useDemoWalletKey(() => props.wallet !== undefined && info.isSuccess && info.data.demo)
  return (
    <Show when={props.wallet !== undefined && demo.isSuccess && demo.data === props.wallet}>
      <p class={props.class}>{text.connected}</p>
    </Show>
  )
}
