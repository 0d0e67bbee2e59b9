import type { RouteSectionProps } from "@solidjs/router"
import { RequireAdmin, RequireAuth } from "./guards"
import { Shell } from "./shell"

/** Pages of people who are signed in. */
export function MemberLayout(props: RouteSectionProps) {
  return (
    <RequireAuth>
      <Shell>{props.children}</Shell>
    </RequireAuth>
  )
}

/** Pages of the operator. */
export function OperatorLayout(props: RouteSectionProps) {
  return (
    <RequireAuth>
      <Shell operator>
        <RequireAdmin>{props.children}</RequireAdmin>
      </Shell>
    </RequireAuth>
  )
}

/** Pages for anybody. */
export function OpenLayout(props: RouteSectionProps) {
  return <Shell>{props.children}</Shell>
}
