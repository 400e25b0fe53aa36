// The few words that belong to the map itself; everything else comes with the picture.

const WORDS = {
  th: {
    province: "จ.{}", amphoe: "อ.{}", tambon: "ต.{}",
    zoomIn: "ขยายแผนที่", zoomOut: "ย่อแผนที่", home: "กลับไปทั้งพื้นที่",
    legend: "คำอธิบายสี", again: "แตะอีกครั้งเพื่อเลือก", areas: "จำนวนพื้นที่",
    help: "ปุ่มลูกศรเลื่อนไปพื้นที่ข้างเคียง Enter เลือก Esc กลับขึ้นไป บวกและลบย่อขยาย",
  },
  en: {
    province: "{} Province", amphoe: "Amphoe {}", tambon: "Tambon {}",
    zoomIn: "Zoom in", zoomOut: "Zoom out", home: "Back to the whole region",
    legend: "Legend", again: "Tap again to choose", areas: "number of areas",
    help: "Arrow keys move to the next area, Enter chooses it, Escape goes up, plus and minus zoom",
  },
};
