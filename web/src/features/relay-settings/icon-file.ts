import { flagSvg } from "~/domain/flag"
import { ICON_DATA_CHARACTERS_MAX } from "~/domain/relay/relay-settings"

/** The side of an icon in pixels. */
const SIDE_PX = 256
/** Tried in this order until the picture fits. */
const QUALITIES = [0.9, 0.75, 0.5]

/** Flag number `index` as an icon that needs no server. */
export const flagIcon = (index: number): string => `data:image/svg+xml,${encodeURIComponent(flagSvg(index))}`

export const isDrawnFlag = (icon: string): boolean => icon.startsWith("data:image/svg+xml,")

/**
 * Converts a file to an icon: cropped to a square, scaled down, and without the camera's metadata. @throws Error if
 * this browser cannot read the picture
 */
export async function iconFromFile(file: File): Promise<string> {
  const picture = await createImageBitmap(file)
  const canvas = document.createElement("canvas")
  canvas.width = SIDE_PX
  canvas.height = SIDE_PX
  const side = Math.min(picture.width, picture.height)
  canvas
    .getContext("2d")
    ?.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIDE_PX, SIDE_PX)
  picture.close()
  for (const quality of QUALITIES) {
    const icon = canvas.toDataURL("image/webp", quality)
    if (icon.length <= ICON_DATA_CHARACTERS_MAX) return icon
  }
  throw new Error("does not fit")
}
