import { Show } from "solid-js"
import { useDemoWalletKey } from "~/api/demo"
import { useInfo } from "~/api/info"
import { text } from "~/components/billing/words/en/play-money"

/** Beside whatever names a connected wallet: that it is the demo's own, if it is. */
export function PlayMoney(props: { wallet: string | undefined; class?: string | undefined }) {
  const info = useInfo()
  const demo = useDemoWalletKey(() => props.wallet !== undefined && info.isSuccess && info.data.demo)
  return (
    <Show when={props.wallet !== undefined && demo.isSuccess && demo.data === props.wallet}>
      <p class={props.class}>{text.connected}</p>
    </Show>
  )
}
