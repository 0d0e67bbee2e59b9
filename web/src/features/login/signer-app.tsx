import Smartphone from "lucide-solid/icons/smartphone"
import { createResource, createSignal, Match, onCleanup, Show, Switch } from "solid-js"
import { type Info, useInfo } from "~/api/info"
import { onApprovalPage } from "~/auth/approval"
import { offerRelays } from "~/auth/connection-link"
import { offerScan, type RemoteSigner, resumeRemote, type ScanOffer } from "~/auth/nip46"
import { createAttempt } from "~/auth/sign-in-attempt"
import { keptRemote } from "~/auth/vault"
import { text } from "~/features/login/words/en/login"
import { Button, LinkButton } from "~/ui/form/button"
import { CopyButton } from "~/ui/form/copy"
import { Qr } from "~/ui/picture/qr"
import { Note } from "~/ui/state/note"
import { ConfirmKey } from "./confirm"
import { Waiting } from "./waiting-for-signer"
import { Way, type WayProps } from "./way"

/** Signs in with a signer app: by a QR code, by a button on the same phone, or by a stored session. */
export default function SignerAppWay(props: WayProps) {
  const info = useInfo()
  const [kept, { mutate }] = createResource(() => keptRemote())
  return (
    <Switch>
      <Match when={info.isError}>
        <Way heading={text.app.heading} back={props.back} error={text.noInfo} />
      </Match>
      <Match when={!kept.loading && info.isSuccess && info.data}>
        {(data) => (
          <Show when={kept()} fallback={<Scan {...props} info={data()} />} keyed>
            {(session) => {
              // Created once: a property would be evaluated again at each read.
              const signer = resumeRemote(session, { demo: data().demo, onApprovalPage })
              return <ConfirmKey {...props} signer={signer} kept={{ connectAnew: () => mutate(undefined) }} />
            }}
          </Show>
        )}
      </Match>
    </Switch>
  )
}

function Scan(props: WayProps & { info: Info }) {
  const attempt = createAttempt()
  const [signer, setSigner] = createSignal<RemoteSigner>()
  const [old, setOld] = createSignal(false)
  const relays = offerRelays(props.info)
  const newOffer = () => offerScan(relays, props.info.name, location.origin)
  const [offer, setOffer] = createSignal<ScanOffer>(newOffer())

  const wait = () =>
    attempt.run(async (signal) => {
      const news = { demo: props.info.demo, onApprovalPage, onOldAnswer: () => setOld(true) }
      setSigner(await offer().connected(news, signal))
    })
  const renew = () => {
    offer().drop()
    setOld(false)
    setOffer(newOffer())
    void wait()
  }
  const leave = () => {
    attempt.cancel()
    props.back()
  }
  if (relays.length > 0) void wait()
  onCleanup(() => {
    if (!signer()) offer().drop()
  })

  return (
    <Show when={!signer()} fallback={<Confirm way={props} signer={signer()} />}>
      <Way heading={text.app.heading} lead={text.app.lead} back={leave} error={attempt.error()}>
        <Show when={relays.length > 0} fallback={<Note tone="due" text={text.app.noRelays} />}>
          <Show
            when={attempt.busy()}
            fallback={
              <Button kind="primary" size="large" onClick={renew}>
                {text.app.newCode}
              </Button>
            }
          >
            <Code link={offer().link} />
            <Show when={old()}>
              <Note
                role="alert"
                tone="due"
                text={text.app.oldAnswer}
                action={
                  <Button size="small" onClick={() => props.go("link")}>
                    {text.app.useLink}
                  </Button>
                }
              />
            </Show>
            <Waiting text={text.app.waiting} checks={text.app.checks} onCancel={leave} />
          </Show>
        </Show>
      </Way>
    </Show>
  )
}

const Confirm = (props: { way: WayProps; signer: RemoteSigner | undefined }) => (
  <Show when={props.signer}>{(signer) => <ConfirmKey {...props.way} signer={signer()} />}</Show>
)

/** The QR code; on a phone, which cannot scan itself, first the button that opens the app. */
function Code(props: { link: string }) {
  const phone = matchMedia("(pointer: coarse) and (width < 640px)").matches
  return (
    <Show
      when={phone}
      fallback={
        <figure class="grid justify-items-center gap-3">
          <Qr value={props.link} label={text.app.code} size={300} />
          <figcaption class="text-center text-control text-ink-2">{text.app.scan}</figcaption>
          <CopyButton kind="second" value={props.link} label={text.app.copy} word={text.app.copyWord} />
        </figure>
      }
    >
      <LinkButton kind="primary" size="large" icon={Smartphone} href={props.link}>
        {text.app.open}
      </LinkButton>
      <details class="rounded-card border border-line px-4 py-3">
        <summary class="min-h-6 font-label text-control">{text.app.showCode}</summary>
        <div class="grid justify-items-center gap-3 pt-3">
          <Qr value={props.link} label={text.app.code} size={300} />
          <CopyButton kind="second" value={props.link} label={text.app.copy} word={text.app.copyWord} />
        </div>
      </details>
    </Show>
  )
}
