import { A, useNavigate, useSearchParams } from "@solidjs/router"
import { createEffect, createSignal, Match, Show, Suspense, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { attended } from "~/auth/approval"
import { account, signIn } from "~/auth/session"
import type { Signer } from "~/auth/signer"
import { lazyPart } from "~/components/frame/lazy-part"
import { useTitle } from "~/components/frame/title"
import { wayBack } from "~/components/frame/way-back"
import { HostLinks } from "~/components/host/host-links"
import { text } from "~/features/login/words/en/login"
import { text as common } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Mark } from "~/ui/picture/mark"
import { RhumbLines } from "~/ui/picture/rhumb-lines"
import { Choose } from "./choose"

const ExtensionWay = lazyPart(() => import("./extension"))
const SignerAppWay = lazyPart(() => import("./signer-app"))
const ConnectionLinkWay = lazyPart(() => import("./connection-link"))
const KeyFileWay = lazyPart(() => import("./key-file"))
const SecretKeyWay = lazyPart(() => import("./secret-key"))
const NewKeyWay = lazyPart(() => import("./new-key"))
const WhyKeys = lazyPart(() => import("./why-keys"))

/** All ways to sign in, and to create a key. The open one is in the address. */
export default function Login() {
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams<{ way?: string; next?: string }>()
  const [why, setWhy] = createSignal(false)
  const next = () => wayBack(params.next)
  const headings: Record<string, string> = {
    extension: text.extension.heading,
    app: text.app.heading,
    link: text.link.heading,
    file: text.file.heading,
    secret: text.secret.heading,
    new: text.makeKey,
  }
  useTitle(() => headings[params.way ?? ""] ?? text.title)

  // Leaves this page if the person is signed in, here or in another tab.
  createEffect(() => {
    if (account()) navigate(next(), { replace: true })
  })

  const enter = async (signer: Signer, signal?: AbortSignal) => {
    await signIn(attended(signer), signal)
  }
  const [returned, setReturned] = createSignal(false)
  const go = (way: string | undefined) => {
    setReturned(way === undefined)
    setParams({ way }, { scroll: true })
  }
  const href = (way: string) => {
    const query = new URLSearchParams({ ...(params.next && { next: params.next }), way })
    return `${paths.login}?${query}`
  }
  const way = { enter, back: () => go(undefined), go }
  const foot = () => ({ new: text.footNew, secret: text.footOther })[params.way ?? ""] ?? text.foot

  return (
    <div class="relative isolate flex min-h-dvh flex-col overflow-x-clip">
      <RhumbLines at="gate" class="-z-10" />
      <Top />
      <main
        id="main"
        tabindex="-1"
        class="mx-auto flex w-full max-w-[440px] grow flex-col justify-center px-4 py-10 outline-none sm:pt-12"
      >
        <Suspense>
          <Switch fallback={<Choose href={href} returned={returned()} />}>
            <Match when={params.way === "extension"}>
              <ExtensionWay {...way} />
            </Match>
            <Match when={params.way === "app"}>
              <SignerAppWay {...way} />
            </Match>
            <Match when={params.way === "link"}>
              <ConnectionLinkWay {...way} />
            </Match>
            <Match when={params.way === "file"}>
              <KeyFileWay {...way} />
            </Match>
            <Match when={params.way === "secret"}>
              <SecretKeyWay {...way} />
            </Match>
            <Match when={params.way === "new"}>
              <NewKeyWay {...way} />
            </Match>
          </Switch>
        </Suspense>
      </main>
      <footer class="px-4 py-5 text-center text-ink-3 text-micro">
        {foot()}{" "}
        <button type="button" class="link inline-flex min-h-6 items-center" onClick={() => setWhy(true)}>
          {text.why.open}
        </button>
        <span class="mt-1 flex flex-wrap justify-center gap-x-4 empty:hidden">
          <HostLinks />
        </span>
      </footer>
      <Show when={why()}>
        <Suspense>
          <WhyKeys onClose={() => setWhy(false)} />
        </Suspense>
      </Show>
    </div>
  )
}

/** The product's name, a link to the first page. */
function Top() {
  const info = useInfo()
  const name = () => (info.isSuccess ? info.data.name : common.product)
  return (
    <header class="page flex h-[72px] items-center">
      <A
        href={paths.home}
        class="flex min-h-11 items-center gap-[9px] font-product text-[18px] tracking-[-0.02em]"
        aria-label={text.home(name())}
      >
        <Show when={name() === common.product}>
          <span class="text-sea">
            <Mark />
          </span>
        </Show>
        {name()}
      </A>
    </header>
  )
}
