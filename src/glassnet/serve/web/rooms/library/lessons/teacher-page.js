export function createTeacherPage() {}
