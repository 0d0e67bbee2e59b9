import { Navigate, useLocation } from "@solidjs/router"
import { type JSX, Match, Switch } from "solid-js"
import { account, sessionSettled } from "~/auth/session"
import { text } from "~/i18n/en/common"
import { paths } from "~/paths"
import { Plain } from "./plain"
import { useTitle } from "./title"
import { loginFrom } from "./way-back"

/** Shows its content to signed-in people; others go to the login page and back. */
export function RequireAuth(props: { children: JSX.Element }) {
  const location = useLocation()
  return (
    <Switch>
      <Match when={account()}>{props.children}</Match>
      <Match when={sessionSettled()}>
        <Navigate href={loginFrom(location)} />
      </Match>
    </Switch>
  )
}

/** Shows its content to operators. Cosmetic: the server checks every request. */
export function RequireAdmin(props: { children: JSX.Element }) {
  return (
    <RequireAuth>
      <Switch fallback={<Forbidden />}>
        <Match when={account()?.isAdmin}>{props.children}</Match>
      </Switch>
    </RequireAuth>
  )
}

function Forbidden() {
  useTitle(() => text.forbidden.title)
  return (
    <Plain
      title={text.forbidden.title}
      text={text.forbidden.text}
      action={{ href: paths.relays, label: text.problem.toRelays }}
    />
  )
}
