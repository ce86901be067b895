/** One field of a provider's credentials form. The page that draws it and the code that masks it know no provider. */
export interface FormField {
  /** Wire name inside `config`, snake_case. */
  name: string;
  label: string;
  type: 'text' | 'password' | 'textarea' | 'boolean' | 'select' | 'readonly';
  required: boolean;
  /** Masked in every answer, absent from logs. */
  sensitive: boolean;
  description: string | null;
  placeholder: string | null;
  /** The choices of a `select`. */
  options: readonly string[] | null;
  /** Shown only while another field has this value. */
  visible_when: { field: string; equals: string | boolean } | null;
  /** Heading under which the form shows the field. */
  section: string | null;
}

/** A field with the usual answers filled in. */
export function formField(field: Pick<FormField, 'name' | 'label' | 'type'> & Partial<FormField>): FormField {
  return {
    required: true,
    sensitive: false,
    description: null,
    placeholder: null,
    options: null,
    visible_when: null,
    section: null,
    ...field,
  };
}
