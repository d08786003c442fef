// SPDX-License-Identifier: Apache-2.0
// The report as a program for gnuplot: its data in it, so that one file is all that it needs.
#include <fmt/format.h>

#include "report.hpp"

namespace ballast::backtest {
namespace {

/// In quotes in which gnuplot reads nothing but a doubled quote.
std::string quoted(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
    {
        out += c;
        if (c == '\'') out += c;
    }
    return out + "'";
}

double share(std::uint64_t part, std::uint64_t all)
{
    return static_cast<double>(part) / static_cast<double>(all) * 100;
}

/// A block of data a model: place, class, coverage of IM with its interval, of MM, netting.
std::string data(const StudyReport& report)
{
    std::string out;
    for (std::size_t m = 0; m < report.models.size(); ++m)
    {
        out += fmt::format("$model{} << EOD\n", m);
        const auto& classes = report.models[m].classes;
        for (std::size_t i = 0; i < classes.size(); ++i)
        {
            const ClassSummary& c = classes[i];
            const double places = static_cast<double>(report.models.size());
            const double place =
                static_cast<double>(i) + (static_cast<double>(m) - (places - 1) / 2) * 0.16;
            out += fmt::format("{:.3f} {} {:.4f} {:.4f} {:.4f} {:.4f} {:.4f}\n", place,
                               name_of(c.book), share(c.initial.covered, c.count),
                               c.initial.interval.least * 100, c.initial.interval.most * 100,
                               share(c.maintenance.covered, c.count),
                               static_cast<double>(c.mean_netting_e9) / 1e7);
        }
        out += "EOD\n";
    }
    out += "$tail << EOD\n";
    for (std::size_t i = 0; i < tail_points; ++i)
    {
        out += fmt::format("{:.2f}", static_cast<double>(i) / double{tail_points_of_one});
        for (const ClassSummary& c : report.models.front().classes)
            out += c.beyond[i] == 0 ? " NaN" : fmt::format(" {:.4f}", share(c.beyond[i], c.count));
        out += "\n";
    }
    return out + "EOD\n";
}

/// "plot a, b, c" over the models or classes.
template <class One>
std::string plot(std::size_t count, One one)
{
    std::string out = "plot ";
    for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ", \\\n     ") + one(i);
    return out + "\n";
}

}  // namespace

std::string plot_script(const StudyReport& report, const std::string& svg)
{
    const std::size_t models = report.models.size();
    const auto name = [&](std::size_t i) { return quoted(report.models[i].model); };
    std::string out =
        "set terminal svg size 1080,400 font 'sans-serif,12' background rgb 'white'\n"
        "set output " +
        quoted(svg) +
        "\n"
        "set datafile missing 'NaN'\n"
        "set encoding utf8\n"
        "set multiplot layout 1,3\n"
        "set grid ytics lc rgb '#dddddd'\n"
        "set border 3\n"
        "set tics nomirror\n"
        "set key noenhanced\n";
    out += data(report);
    out +=
        "set xrange [-0.5:2.5]\n"
        "set xtics ('one-way' 0, 'mixed' 1, 'hedged' 2)\n"
        "set key bottom right\n"
        "set title 'losses covered by IM and (open) MM, %'\n"
        "set yrange [*:100]\n";
    for (const ModelSummary& model : report.models)
        if (model.claim_ppm)
            out += fmt::format("set arrow from -0.5,{0} to 2.5,{0} nohead dt 2 lc rgb '#888888'\n",
                               static_cast<double>(*model.claim_ppm) / 1e4);
    out += plot(models, [&](std::size_t i) {
        return fmt::format(
            "$model{0} using 1:3:4:5 with yerrorbars pt 7 ps 0.7 lc {1} title {2}, "
            "$model{0} using 1:6 with points pt 6 ps 0.7 lc {1} notitle",
            i, i + 1, name(i));
    });
    out +=
        "unset arrow\n"
        "set title 'netting gain of IM, %'\n"
        "set yrange [*:*]\n"
        "set xzeroaxis lc rgb '#888888'\n"
        "set key top left\n"
        "set boxwidth 0.14\n"
        "set style fill solid 0.8\n";
    out += plot(models, [&](std::size_t i) {
        return fmt::format("$model{} using 1:7 with boxes lc {} title {}", i, i + 1, name(i));
    });
    out +=
        "unset xzeroaxis\n"
        "set title 'losses above x * IM, %: ' . " +
        name(0) +
        " noenhanced\n"
        "set key top right\n"
        "set xrange [0:2]\n"
        "set xtics 0.5 norotate\n"
        "set xlabel 'loss / IM'\n"
        "set logscale y\n"
        "set yrange [*:100]\n"
        "set arrow from 1,graph 0 to 1,graph 1 nohead dt 2 lc rgb '#888888'\n";
    out += plot(book_classes.size(), [&](std::size_t i) {
        return fmt::format("$tail using 1:{} with lines lw 2 title {}", i + 2,
                           quoted(std::string{name_of(book_classes[i])}));
    });
    return out + "unset multiplot\n";
}

}  // namespace ballast::backtest
