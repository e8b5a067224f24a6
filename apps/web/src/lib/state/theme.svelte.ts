export type Theme = 'system' | 'light' | 'dark'

const KEY = 'tidemark-theme'

const read = (): Theme => {
  const set = document.documentElement.dataset.theme
  return set === 'light' || set === 'dark' ? set : 'system'
}

/** Light, dark, or as the system says. Kept in this browser. */
export class ThemeChoice {
  current = $state<Theme>(read())

  set(theme: Theme): void {
    this.current = theme
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // storage may be switched off; the choice then lasts until reload
    }
  }
}
