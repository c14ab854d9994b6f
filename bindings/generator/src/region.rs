//! Parts of files: what stands between a line with `generated from lftoken.h: NAME` and the next one with
//! `end of what is generated`.

const BEGIN: &str = "generated from lftoken.h: ";
const END: &str = "end of what is generated";

/// Regions by their names.
pub type Regions = Vec<(&'static str, String)>;

/// The file with what each region has to hold. Its line ends stay as they are.
pub fn replace(path: &str, old: &str, regions: &Regions) -> String {
    let (line_end, old) = match old.contains("\r\n") {
        true => ("\r\n", old.replace("\r\n", "\n")),
        false => ("\n", old.to_owned()),
    };
    let mut new = String::new();
    let mut seen = Vec::new();
    let mut lines = old.lines();
    while let Some(line) = lines.next() {
        new.push_str(line);
        new.push('\n');
        let Some((_, name)) = line.split_once(BEGIN) else {
            assert!(!line.contains(END), "{path}: a region ends that did not begin");
            continue;
        };
        let name = name
            .trim_end_matches(" }")
            .trim_end_matches(" -->")
            .trim_end_matches(" */");
        let region = regions.iter().find(|(known, _)| *known == name);
        let (name, text) = region.unwrap_or_else(|| panic!("{path}: there is no region {name:?}"));
        assert!(!seen.contains(name), "{path} has the region {name:?} twice");
        seen.push(name);
        new.push_str(text.trim_end_matches('\n'));
        new.push('\n');
        let end = lines.find(|line| line.contains(END) || line.contains(BEGIN));
        let end = end.filter(|line| line.contains(END));
        new.push_str(end.unwrap_or_else(|| panic!("{path}: the region {name:?} does not end")));
        new.push('\n');
    }
    for (name, _) in regions {
        assert!(seen.contains(name), "{path} lacks the region {name:?}");
    }
    new.replace('\n', line_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "before\n# generated from lftoken.h: numbers\nold\n# end of what is generated\nafter\n";

    fn numbers() -> Regions {
        vec![("numbers", "1\n2\n".to_owned())]
    }

    #[test]
    fn only_what_stands_between_the_marks_changes() {
        let new = FILE.replace("old\n", "1\n2\n");
        assert_eq!(replace("file", FILE, &numbers()), new);
        assert_eq!(replace("file", &new, &numbers()), new);
        let windows = FILE.replace('\n', "\r\n");
        assert_eq!(replace("file", &windows, &numbers()), new.replace('\n', "\r\n"));
    }

    #[test]
    #[should_panic(expected = "lacks the region")]
    fn a_region_that_is_not_there_is_told() {
        replace("file", "nothing\n", &numbers());
    }

    #[test]
    #[should_panic(expected = "does not end")]
    fn a_region_without_an_end_is_told() {
        replace("file", FILE.split_once("# end").unwrap().0, &numbers());
    }
}
