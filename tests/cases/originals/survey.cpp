#include "survey.h"

#include <cmath>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

using namespace std;

static const double EARTH = 6371000.0;

static double radians(double degrees)
{
	return degrees * M_PI / 180.0;
}

Point::Point(double lat, double lon)
	: lat_(lat), lon_(lon)
{
}

double Point::distance(const Point &other) const
{
	double dlat = radians(other.lat_ - lat_);
	double dlon = radians(other.lon_ - lon_);
	double a = pow(sin(dlat / 2), 2)
		+ cos(radians(lat_)) * cos(radians(other.lat_)) * pow(sin(dlon / 2), 2);
	return 2 * EARTH * asin(sqrt(a));
}

string Point::str() const
{
	ostringstream out;
	out << lat_ << ", " << lon_;
	return out.str();
}

Path::Path()
	: closed_(false)
{
}

void Path::add(const Point &point)
{
	if (closed_)
		throw logic_error("path is closed");
	points_.push_back(point);
}

void Path::add(double lat, double lon)
{
	add(Point(lat, lon));
}

double Path::length() const
{
	double total = 0;
	for (size_t i = 1; i < points_.size(); i++)
		total += points_[i - 1].distance(points_[i]);
	if (closed_ && points_.size() > 2)
		total += points_.back().distance(points_.front());
	return total;
}

string Path::str() const
{
	ostringstream out;
	for (const Point &point : points_)
		out << point.str() << "\n";
	return out.str();
}

bool Path::load(const string &name)
{
	ifstream in(name.c_str());
	if (!in)
		return false;
	string line;
	int number = 0;
	while (getline(in, line)) {
		number++;
		if (line.empty() || line[0] == '#')
			continue;
		istringstream fields(line);
		double lat, lon;
		char comma;
		if (!(fields >> lat >> comma >> lon) || comma != ',') {
			cerr << name << ":" << number << ": skipped\n";
			continue;
		}
		add(lat, lon);
	}
	return true;
}

bool Path::save(const string &name) const
{
	ofstream out(name.c_str());
	if (!out)
		return false;
	out << "# survey path\n";
	out << str();
	return out.good();
}

ostream &operator<<(ostream &out, const Point &point)
{
	return out << point.str();
}

ostream &operator<<(ostream &out, const Path &path)
{
	return out << path.str();
}
