enum PA {}
