export function createBugLab() {}
