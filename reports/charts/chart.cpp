// SPDX-License-Identifier: Apache-2.0
#include "reports/charts/chart.hpp"

#include "reports/charts/svg_text.hpp"
#include "suite/core/contract.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"

#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QLogValueAxis>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QValueAxis>
#include <QtCore/QBuffer>
#include <QtGui/QFontDatabase>
#include <QtGui/QPainter>
#include <QtSvg/QSvgGenerator>
#include <QtWidgets/QGraphicsLayout>
#include <QtWidgets/QGraphicsLineItem>
#include <QtWidgets/QGraphicsScene>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace etalon::charts {
namespace {

constexpr double kNormal95 =
    1.959963984540054;                    // two-sided 95 % quantile of the normal distribution
constexpr std::size_t kMostPoints = 300;  // more would not be seen, only stored
constexpr int kFontPx = 13;
constexpr int kAboveSeries = 100;  // z of what we draw ourselves; Qt Charts stays below 20

const QColor kInk(0x1d, 0x29, 0x39);
const QColor kGrid(0xe4, 0xe8, 0xee);
const QColor kAxis(0x8a, 0x96, 0xa5);
const QColor kGuide(0x6b, 0x77, 0x87);

/// Dashed lines are told apart by their dashes, in black and white too.
QList<qreal> dashes(std::size_t index) {
  static const std::array<QList<qreal>, 3> patterns{QList<qreal>{4, 2.5}, QList<qreal>{1, 2},
                                                    QList<qreal>{7, 2, 1, 2}};
  return patterns[(index == 0 ? 0 : index - 1) % patterns.size()];
}

QColor series_colour(std::size_t index) {
  static const QColor colours[] = {QColor(0x0f, 0x4c, 0x81), QColor(0xb4, 0x4b, 0x12),
                                   QColor(0x2e, 0x6b, 0x3e), QColor(0x5b, 0x3a, 0x7e)};
  return colours[index % std::size(colours)];
}

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

/// Sized in pixels: sizes in points depend on the resolution of the device.
QFont chart_font() {
  if (QFontDatabase::families().isEmpty()) {
    throw Error(
        tr("No font was found, so the charts would have no text. Install one (on Debian: "
           "fonts-dejavu-core) and write the report again."));
  }
  QFont font("DejaVu Sans");
  font.setPixelSize(kFontPx);
  return font;
}

bool drawable(const ChartSpec& spec, double x, double y) {
  const double slack = 1e-9 * (spec.x_range.to - spec.x_range.from);
  return std::isfinite(x) && std::isfinite(y) && x >= spec.x_range.from - slack &&
         x <= spec.x_range.to + slack;
}

double clipped(const ChartSpec& spec, double y) {
  return std::clamp(y, spec.y_range.from, spec.y_range.to);
}

struct DrawnPoints {
  QList<QPointF> line, lower, upper;
};

DrawnPoints points_of(const ChartSpec& spec, const ChartSeries& series) {
  std::vector<std::size_t> visible;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (drawable(spec, series.x[i], series.y[i])) visible.push_back(i);
  }
  DrawnPoints points;
  const std::size_t stride = std::max<std::size_t>(1, visible.size() / kMostPoints);
  for (std::size_t k = 0; k < visible.size(); ++k) {
    if (k % stride != 0 && k + 1 != visible.size()) continue;
    const std::size_t i = visible[k];
    points.line.append({series.x[i], clipped(spec, series.y[i])});
    if (series.u.empty() || !std::isfinite(series.u[i])) continue;
    points.lower.append({series.x[i], clipped(spec, series.y[i] - kNormal95 * series.u[i])});
    points.upper.append({series.x[i], clipped(spec, series.y[i] + kNormal95 * series.u[i])});
  }
  return points;
}

class Drawing {
 public:
  explicit Drawing(const ChartSpec& spec) : spec_(spec), font_(chart_font()) {
    scene_.addItem(&chart_);
    set_up_paper();
    add_axes();
    for (std::size_t i = 0; i < spec.series.size(); ++i) add_series(spec.series[i], i);
    chart_.resize(spec.width_px, spec.height_px);
    chart_.layout()->activate();
    for (const GuideLine& line : spec.horizontal) add_horizontal(line);
    for (const GuideLine& line : spec.vertical) add_vertical(line);
    for (const ChartMarker& marker : spec.markers) add_marker(marker);
  }
  // The scene must not destroy what belongs to this object.
  ~Drawing() { scene_.removeItem(&chart_); }
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  std::string svg() {
    const QRectF area(0, 0, spec_.width_px, spec_.height_px);
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(area.size().toSize());
    generator.setViewBox(area);
    QPainter painter(&generator);
    scene_.render(&painter, area, area);
    painter.end();
    return buffer.data().toStdString();
  }

 private:
  void set_up_paper() {
    chart_.setBackgroundVisible(false);
    chart_.setMargins(QMargins(2, 8, 14, 2));
    chart_.layout()->setContentsMargins(0, 0, 0, 0);
    chart_.legend()->setVisible(spec_.legend);
    chart_.legend()->setFont(font_);
    chart_.legend()->setLabelColor(kInk);
    chart_.legend()->setAlignment(Qt::AlignTop);
    chart_.legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);  // shows the dashes
  }

  QAbstractAxis* linear_axis(ChartRange range) {
    auto* axis = new QValueAxis(&chart_);
    axis->setRange(range.from, range.to);
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(0);
    const double interval = tick_interval(range.to - range.from);
    axis->setTickInterval(interval);
    const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(interval) + 1e-9)));
    axis->setLabelFormat(QString("%.%1f").arg(decimals));
    return axis;
  }

  QAbstractAxis* logarithmic_axis(ChartRange range) {
    auto* axis = new QLogValueAxis(&chart_);
    axis->setBase(10);
    axis->setRange(range.from, range.to);
    axis->setLabelFormat("%g");
    return axis;
  }

  QAbstractAxis* new_axis(const std::string& label, ChartRange range) {
    QAbstractAxis* axis = spec_.logarithmic ? logarithmic_axis(range) : linear_axis(range);
    axis->setLabelsFont(font_);
    axis->setLabelsColor(kInk);
    axis->setTitleText(text(label));
    QFont title = font_;
    title.setBold(false);
    axis->setTitleFont(title);
    axis->setTitleBrush(kInk);
    axis->setGridLinePen(QPen(kGrid, 1));
    axis->setLinePen(QPen(kAxis, 1));
    return axis;
  }

  void add_axes() {
    x_axis_ = new_axis(spec_.x_label, spec_.x_range);
    y_axis_ = new_axis(spec_.y_label, spec_.y_range);
    chart_.addAxis(x_axis_, Qt::AlignBottom);
    chart_.addAxis(y_axis_, Qt::AlignLeft);
    if (!spec_.top_axis) return;
    const double factor = spec_.top_axis->factor;
    top_axis_ =
        new_axis(spec_.top_axis->label, {spec_.x_range.from * factor, spec_.x_range.to * factor});
    top_axis_->setGridLineVisible(false);
    chart_.addAxis(top_axis_, Qt::AlignTop);
  }

  void attach(QAbstractSeries* series) {
    chart_.addSeries(series);
    series->attachAxis(x_axis_);
    series->attachAxis(y_axis_);
  }

  void add_band(const DrawnPoints& points, const QColor& colour) {
    auto* lower = new QLineSeries(&chart_);
    auto* upper = new QLineSeries(&chart_);
    lower->replace(points.lower);
    upper->replace(points.upper);
    auto* band = new QAreaSeries(upper, lower);
    band->setName(text(tr("95 % interval")));
    QColor fill = colour;
    fill.setAlphaF(0.20F);
    band->setBrush(fill);
    band->setPen(Qt::NoPen);
    attach(band);
    // The legend names lines; captions say what the bands are.
    for (auto* marker : chart_.legend()->markers(band)) marker->setVisible(false);
  }

  /// Round and square, full and open: told apart without colour.
  void add_points(const ChartSeries& series, const DrawnPoints& points, std::size_t index) {
    constexpr double kSize = 8;
    auto* places = new QScatterSeries;
    places->setName(text(series.name));
    places->replace(points.line);
    places->setMarkerSize(kSize);
    places->setMarkerShape(index % 2 == 0 ? QScatterSeries::MarkerShapeCircle
                                          : QScatterSeries::MarkerShapeRectangle);
    places->setPen(QPen(series_colour(index), 1.5));
    places->setBrush(index % 4 < 2 ? QBrush(series_colour(index)) : QBrush(Qt::white));
    attach(places);
  }

  void add_series(const ChartSeries& series, std::size_t index) {
    ETALON_EXPECTS(series.x.size() == series.y.size());
    ETALON_EXPECTS(series.u.empty() || series.u.size() == series.y.size());
    const DrawnPoints points = points_of(spec_, series);
    const QColor colour = series_colour(index);
    if (series.points) return add_points(series, points, index);
    if (!points.lower.isEmpty()) add_band(points, colour);
    auto* line = new QLineSeries;
    line->setName(text(series.name));
    line->replace(points.line);
    QPen pen(colour, 2);
    pen.setJoinStyle(Qt::RoundJoin);
    // Qt Charts draws a solid line as hundreds of separate pieces, a dashed one as one polyline: a
    // solid line is one dash that is longer than any chart.
    pen.setDashPattern(series.dashed ? dashes(index) : QList<qreal>{1e5, 1});
    line->setPen(pen);
    attach(line);
  }

  QPointF place(double x, double y) const {
    const QRectF plot = chart_.plotArea();
    const auto share = [&](double at, ChartRange range) {
      if (spec_.logarithmic) return std::log(at / range.from) / std::log(range.to / range.from);
      return (at - range.from) / (range.to - range.from);
    };
    return {plot.left() + share(x, spec_.x_range) * plot.width(),
            plot.bottom() - share(y, spec_.y_range) * plot.height()};
  }

  void add_line(QPointF from, QPointF to, const QPen& pen) {
    auto* line = new QGraphicsLineItem(QLineF(from, to), &chart_);
    line->setPen(pen);
    line->setZValue(kAboveSeries);
  }

  QGraphicsSimpleTextItem* new_label(const std::string& label, const QColor& colour) {
    auto* item = new QGraphicsSimpleTextItem(text(label), &chart_);
    item->setFont(font_);
    item->setBrush(colour);
    item->setZValue(kAboveSeries + 1);
    return item;
  }

  static QPen guide_pen() {
    QPen pen(kGuide, 1);
    pen.setDashPattern({5, 4});
    return pen;
  }

  void add_horizontal(const GuideLine& line) {
    const QPointF end = place(spec_.x_range.to, line.at);
    add_line(place(spec_.x_range.from, line.at), end, guide_pen());
    auto* label = new_label(line.label, kGuide);
    const QRectF size = label->boundingRect();
    label->setPos(end.x() - size.width() - 4, end.y() - size.height() - 1);
  }

  void add_vertical(const GuideLine& line) {
    const QPointF top = place(line.at, spec_.y_range.to);
    add_line(place(line.at, spec_.y_range.from), top, guide_pen());
    auto* label = new_label(line.label, kGuide);
    const QRectF size = label->boundingRect();
    const bool fits_right = top.x() + size.width() + 6 < chart_.plotArea().right();
    label->setPos(fits_right ? top.x() + 5 : top.x() - size.width() - 5, top.y() + 4);
  }

  void add_marker(const ChartMarker& marker) {
    const QPointF at = place(marker.x, marker.y);
    add_line(at, place(marker.x, spec_.y_range.from), QPen(kInk, 1));
    auto* dot = new QGraphicsEllipseItem(QRectF(at.x() - 4.5, at.y() - 4.5, 9, 9), &chart_);
    dot->setBrush(Qt::white);
    dot->setPen(QPen(kInk, 2));
    dot->setZValue(kAboveSeries + 2);
    auto* label = new_label(marker.label, kInk);
    label->setPos(at.x() + 9, at.y() - label->boundingRect().height() - 3);
  }

  const ChartSpec& spec_;
  QFont font_;
  QGraphicsScene scene_;
  QChart chart_;
  QAbstractAxis* x_axis_ = nullptr;
  QAbstractAxis* y_axis_ = nullptr;
  QAbstractAxis* top_axis_ = nullptr;
};

}  // namespace

double tick_interval(double length) {
  if (!(length > 0) || !std::isfinite(length)) return 1;
  const double rough = length / 6;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (rough <= step * power * (1 + 1e-9)) return step * power;
  }
  return 10 * power;
}

std::string line_chart_svg(const ChartSpec& spec) {
  ETALON_EXPECTS(spec.x_range.from < spec.x_range.to && spec.y_range.from < spec.y_range.to);
  ETALON_EXPECTS(!spec.logarithmic ||
                 (spec.x_range.from > 0 && spec.y_range.from > 0 && !spec.top_axis));
  return responsive_svg(Drawing(spec).svg(), spec.title, spec.width_px, spec.height_px);
}

}  // namespace etalon::charts
