export function createLessonList() {}
