import { render } from "@solidjs/testing-library"
import Check from "lucide-solid/icons/check"
import CircleAlert from "lucide-solid/icons/circle-alert"
import { expect, it } from "vitest"
import { Icon } from "~/ui/icon"

const drawn = (icon: Parameters<typeof Icon>[0]) => {
  const { container } = render(() => <Icon {...icon} />)
  return container.querySelector("svg")
}

it("an icon has lucide's lines, our weight, and no word for readers of the screen", () => {
  const svg = drawn({ of: CircleAlert, size: 16, class: "mine" })
  expect(svg?.innerHTML).toBe(
    '<circle cx="12" cy="12" r="10"></circle><line x1="12" x2="12" y1="8" y2="12"></line><line x1="12" x2="12.01" y1="16" y2="16"></line>',
  )
  expect(svg?.getAttribute("width")).toBe("16")
  expect(svg?.getAttribute("stroke-width")).toBe("1.75")
  expect(svg?.getAttribute("aria-hidden")).toBe("true")
  expect(svg?.getAttribute("class")).toBe("shrink-0 mine")
})

it("an icon of a single line is drawn like the others", () => {
  const svg = drawn({ of: Check })
  expect(svg?.innerHTML).toBe('<path d="M20 6 9 17l-5-5"></path>')
  expect(svg?.getAttribute("height")).toBe("17")
})
