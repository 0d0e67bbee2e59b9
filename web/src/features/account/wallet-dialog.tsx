import { createEffect, createSignal, on, onMount, Show } from "solid-js"
import { demoConnection } from "~/api/demo"
import { useInfo } from "~/api/info"
import { useConnectWallet } from "~/api/payer"
import { ApiError } from "~/api/server/client"
import type { Tenant } from "~/api/tenants"
import { PlayMoney } from "~/components/billing/play-money"
import { quoted } from "~/domain/billing/autopay"
import { moneyText, satsOf } from "~/domain/billing/money"
import { shortId } from "~/domain/nostr"
import { text as autopay } from "~/features/account/words/en/autopay"
import { text as words } from "~/features/account/words/en/wallet"
import { Fact, Facts } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { PasswordField } from "~/ui/form/password"
import { Dialog } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

/** A quick check of a connection link; the server validates it. */
const LINK = /^nostr\+?walletconnect:/i

/**
 * Connects, shows or disconnects a wallet. The link is a secret: it is sent once, and dropped here when the server has
 * it or the dialog closes.
 */
export function WalletDialog(props: { pubkey: string; tenant: Tenant | null; open: boolean; onClose: () => void }) {
  const connect = useConnectWallet(() => props.pubkey)
  const [link, setLink] = createSignal("")
  const [fault, setFault] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const [replacing, setReplacing] = createSignal(false)
  const [doing, setDoing] = createSignal<"connect" | "disconnect" | "demo">()
  const isSet = () => props.tenant?.nwc_is_set ?? false
  const asks = () => !isSet() || replacing()

  const forget = () => {
    setLink("")
    setFault("")
    setProblem("")
    setReplacing(false)
    connect.reset()
  }
  createEffect(
    on(
      () => props.open,
      () => forget(),
      { defer: true },
    ),
  )

  const act = async (what: "connect" | "disconnect" | "demo", url: () => Promise<string> | string, done: string) => {
    if (doing()) return
    setFault("")
    setProblem("")
    setDoing(what)
    try {
      await connect.mutateAsync(await url())
      toast({ tone: "ok", text: done })
      props.onClose()
    } catch (refusal) {
      if (refusal instanceof ApiError && refusal.field === "nwc_url") setFault(refusal.message)
      else setProblem(sentenceOf(refusal))
    } finally {
      setDoing(undefined)
    }
  }
  const submit = () => {
    const wanted = link().trim()
    if (wanted === "") return setFault(words.empty)
    if (!LINK.test(wanted)) return setFault(words.wrong)
    void act("connect", () => wanted, words.connected)
  }

  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={isSet() ? words.manageTitle : words.connectTitle}
      busy={doing() !== undefined}
      footer={
        <Show
          when={asks()}
          fallback={
            <>
              <Button
                kind="bad"
                busy={doing() === "disconnect"}
                onClick={() => act("disconnect", () => "", words.disconnected)}
              >
                {words.disconnect}
              </Button>
              <Button onClick={() => props.onClose()}>{words.close}</Button>
            </>
          }
        >
          <Button disabled={doing() !== undefined} onClick={() => props.onClose()}>
            {words.cancel}
          </Button>
          <Button kind="primary" busy={doing() === "connect"} onClick={submit}>
            {words.connect}
          </Button>
        </Show>
      }
    >
      <div class="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Show when={asks()} fallback={<Connected tenant={props.tenant} onReplace={() => setReplacing(true)} />}>
          <p class="text-ink-2">{words.text}</p>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              submit()
            }}
          >
            <PasswordField
              label={words.label}
              help={words.help}
              error={fault()}
              words={words}
              name="wallet-connection"
              autocomplete="off"
              data-1p-ignore=""
              placeholder={words.placeholder}
              value={link()}
              onInput={(event) => {
                setFault("")
                setLink(event.currentTarget.value)
              }}
            />
          </form>
          <DemoWay busy={doing() === "demo"} onUse={(url) => act("demo", () => url, words.connected)} />
        </Show>
        <Show when={doing() === "connect"}>
          <p role="status" class="text-ink-2 text-small">
            {words.asking}
          </p>
        </Show>
        <Show when={problem()}>
          <Note tone="bad" role="alert" text={problem()} />
        </Show>
      </div>
    </Dialog>
  )
}

/** The connected wallet, as it describes itself. */
function Connected(props: { tenant: Tenant | null; onReplace: () => void }) {
  const wallet = () => props.tenant?.wallet
  const budget = () => {
    const told = wallet()?.budget_msats
    return told == null ? words.noBudget : moneyText(satsOf(told))
  }
  return (
    <>
      <Show when={props.tenant?.nwc_error} fallback={<Note tone="ok" text={words.connectedText} />}>
        {(said) => <Note tone="bad" title={autopay.wallet.refused} text={autopay.wallet.refusedText(quoted(said()))} />}
      </Show>
      <PlayMoney wallet={wallet()?.pubkey} class="text-ink-2 text-small" />
      <Facts>
        <Fact name={words.budget}>{budget()}</Fact>
        <Show when={wallet()}>
          {(known) => (
            <Fact name={autopay.wallet.id}>
              <span class="mono">{shortId(known().pubkey)}</span>
            </Fact>
          )}
        </Show>
      </Facts>
      <p>
        <button type="button" class="link touch relative text-small" onClick={() => props.onReplace()}>
          {words.replace}
        </button>
      </p>
    </>
  )
}

/** The demo's own wallet, labelled as play money. */
function DemoWay(props: { busy: boolean; onUse: (url: string) => void }) {
  const info = useInfo()
  const [url, setUrl] = createSignal<string>()
  onMount(() => {
    if (info.isSuccess && info.data.demo) demoConnection().then(setUrl, () => {})
  })
  return (
    <Show when={url()}>
      {(known) => (
        <div class="grid justify-items-start gap-2 border-line border-t pt-4">
          <Button busy={props.busy} onClick={() => props.onUse(known())}>
            {words.demo}
          </Button>
          <p class="text-ink-2 text-small">{words.demoText}</p>
        </div>
      )}
    </Show>
  )
}
