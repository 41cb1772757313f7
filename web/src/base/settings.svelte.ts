export const languages = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
  fa: { name: 'فارسی', direction: 'rtl' },
  zh: { name: '中文', direction: 'ltr' },
} as const;

export type Language = keyof typeof languages;
export type Light = 'auto' | 'light' | 'dark';

/** What a person has set for themselves, and a page's words in their language. Nothing of it is personal data, so it may outlive the tab. */
export class Settings<Texts> {
  language = $state<Language>(firstLanguage());
  light = $state<Light>(stored('light', ['auto', 'light', 'dark']) ?? 'auto');
  /** Single keys that act anywhere on the page; whoever speaks to the computer turns them off (WCAG 2.1.4). */
  keys = $state(stored('keys', ['on', 'off']) !== 'off');

  constructor(private readonly all: Record<Language, Texts>) {}

  get texts(): Texts {
    return this.all[this.language];
  }

  /** Writes the settings down and onto the page; called in an effect. */
  apply(): void {
    const page = document.documentElement;
    page.lang = this.language;
    page.dir = languages[this.language].direction;
    page.dataset['light'] = this.light;
    localStorage.setItem('ahlan.language', this.language);
    localStorage.setItem('ahlan.light', this.light);
    localStorage.setItem('ahlan.keys', this.keys ? 'on' : 'off');
  }
}

function stored<T extends string>(name: string, known: readonly T[]): T | undefined {
  const value = localStorage.getItem(`ahlan.${name}`);
  return known.find((one) => one === value);
}

function firstLanguage(): Language {
  const known = Object.keys(languages) as Language[];
  const asked = navigator.languages.map((tag) => tag.slice(0, 2));
  return stored('language', known) ?? known.find((one) => asked.includes(one)) ?? 'en';
}

/** A duration of so many seconds, to the two largest units: "4 min", "2 hr 5 min". */
export function duration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor((whole % 86_400) / 3600), 'hour'],
    [Math.floor((whole % 3600) / 60), 'minute'],
    [whole % 60, 'second'],
  ];
  const first = Math.max(0, parts.findIndex(([amount]) => amount > 0));
  const shown = whole === 0 ? parts.slice(3) : parts.slice(first, whole >= 60 ? first + 1 + (whole >= 3600 ? 1 : 0) : first + 1);
  const unit = (amount: number, name: string) =>
    // Arabic's short forms are single letters that few read as units.
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: language === 'ar' ? 'long' : 'short' }).format(amount);
  return shown.filter(([amount], place) => amount > 0 || place === 0).map(([amount, name]) => unit(amount, name)).join(' ');
}

export function number(value: number, digits: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
}

export function moment(at: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));
}

/** The words for a code, or the code itself where a newer service has one that this page does not know. */
export function words(of: Record<string, string>, code: string): string {
  return of[code] ?? code.replaceAll('_', ' ');
}
